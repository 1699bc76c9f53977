using Kuscia.Client.Parties;
using Kuscia.Client.Resources;
using Kuscia.Interconnection.Peers;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Outbound;

/// <summary>What the host does alike for jobs, tasks and deployments: finds the mailboxes of the partners, serves each by itself, and takes out what is no longer meant for it.</summary>
/// <param name="client">The own API.</param>
/// <param name="parties">Who is a partner.</param>
/// <param name="shares">What each partner may take.</param>
internal sealed class MailboxDelivery(IResourceClient client, PartyDirectory parties, PartnerShares shares)
{
    private static readonly Dictionary<string, IReadOnlyList<string>> None = [];

    /// <summary>The mailboxes of an object with the parties behind each; none for one that is not hosted here, or null.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> MailboxesOf(ObjectMeta? hosted) =>
        hosted is not null && Mailboxes.IsHosted(hosted) ? Mailboxes.Of(hosted, parties) : None;

    /// <summary>Serves each partner by itself: one that cannot be served, or has taken too much, keeps no other waiting.</summary>
    /// <param name="mailboxes">The mailboxes.</param>
    /// <param name="hosted">The object; null only when there are no mailboxes.</param>
    /// <param name="sync">Serves one with a client that counts against its share; returns the object as it is stored then.</param>
    /// <returns>When a partner that waits can be served; null when none does.</returns>
    public async Task<TimeSpan?> ServeAsync<T>(
        IReadOnlyDictionary<string, IReadOnlyList<string>> mailboxes, T? hosted, Func<IResourceClient, T, string, IReadOnlyList<string>, Task<T>> sync)
        where T : Resource
    {
        TimeSpan? next = null;
        foreach ((string mailbox, IReadOnlyList<string> behind) in mailboxes)
        {
            (PartnerShare share, IResourceClient counted) = shares.Of(mailbox);
            if (share.Wait() is { } wait)
            {
                next = next < wait ? next : wait;
            }
            else
            {
                hosted = hosted is null ? null : await sync(counted, hosted, mailbox, behind);
            }
        }

        return next;
    }

    /// <summary>Whether what lies in a mailbox is of an object that is gone, was replaced by another of its name, or no longer has that partner.</summary>
    public bool IsStale(ObjectMeta mailed, ObjectMeta? hosted, IReadOnlyDictionary<string, IReadOnlyList<string>> mailboxes)
    {
        string mailbox = mailed.Namespace ?? "";
        bool current = hosted is not null && mailboxes.ContainsKey(mailbox) && !InterconnectionAnnotations.IsOfAnother(mailed, hosted);
        return !current && parties.Find(mailbox).IsPartner;
    }

    /// <summary>Takes stale mirrors and their summaries out of the mailboxes.</summary>
    /// <param name="mirrors">Objects of that name in any namespace.</param>
    /// <param name="summaries">Their summaries.</param>
    /// <param name="isStale">Judges each.</param>
    /// <param name="withdrawn">Tells of each summary that is gone, to the partner's share of the log.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task RemoveAsync<T, TSummary>(
        (ResourceKind<T> Kind, IEnumerable<T> Objects) mirrors, (ResourceKind<TSummary> Kind, IEnumerable<TSummary> Objects) summaries, Func<ObjectMeta, bool> isStale,
        Action<ILogger, string?> withdrawn, CancellationToken cancellationToken)
        where T : Resource
        where TSummary : Resource
    {
        foreach (TSummary summary in summaries.Objects.Where(s => isStale(s.Metadata)))
        {
            await client.DeleteAsync(mirrors.Kind, summary.Identity, null, cancellationToken);
            await client.DeleteAsync(summaries.Kind, summary.Identity, summary.Metadata.Uid, cancellationToken);
            withdrawn(shares.Of(summary.Metadata.Namespace ?? "").Share.Logger, summary.Metadata.Namespace);
        }

        foreach (T mirror in mirrors.Objects.Where(m => IsMirror(m.Metadata) && isStale(m.Metadata)))
        {
            await client.DeleteAsync(mirrors.Kind, mirror.Identity, mirror.Metadata.Uid, cancellationToken);
        }
    }

    /// <summary>Puts an object into a mailbox, unless it lies there.</summary>
    public static async Task PutAsync<T>(IResourceClient counted, ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource
    {
        try
        {
            await counted.CreateAsync(kind, resource, cancellationToken);
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            // Made in an earlier pass; a stale one is removed by the next pass.
        }
    }

    private static bool IsMirror(ObjectMeta metadata) =>
        metadata.Namespace != WellKnownNames.CrossDomainNamespace && metadata.Annotation(WellKnownAnnotations.Initiator) is not null;
}
