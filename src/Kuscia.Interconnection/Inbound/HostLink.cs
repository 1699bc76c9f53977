using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Interconnection.Peers;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Inbound;

/// <summary>One member's view of one host: a client of the host's API and copies of the member's mailbox there.</summary>
internal sealed class HostLink(string host, string member, IResourceClient client, InformerSet informers, PartnerShare share)
{
    /// <summary>Domain of the host.</summary>
    public string Host { get; } = host;

    /// <summary>Own domain; also the namespace of the mailbox.</summary>
    public string Member { get; } = member;

    public IResourceClient Client { get; } = client;

    /// <summary>What the host makes us write and log.</summary>
    public PartnerShare Share { get; } = share;

    public IInformer<KusciaJob> Mirrors { get; } = informers.For(Kinds.KusciaJob, member);

    public IInformer<KusciaJobSummary> JobSummaries { get; } = informers.For(Kinds.KusciaJobSummary, member);

    public IInformer<KusciaTaskSummary> TaskSummaries { get; } = informers.For(Kinds.KusciaTaskSummary, member);

    public IInformer<KusciaDeployment> Deployments { get; } = informers.For(Kinds.KusciaDeployment, member);

    public IInformer<KusciaDeploymentSummary> DeploymentSummaries { get; } = informers.For(Kinds.KusciaDeploymentSummary, member);

    public IInformer<DomainData> Data { get; } = informers.For(Kinds.DomainData, member);

    public IInformer<DomainDataGrant> Grants { get; } = informers.For(Kinds.DomainDataGrant, member);

    /// <summary>Completes when the whole mailbox has been read once.</summary>
    public Task SyncedAsync(CancellationToken cancellationToken) => informers.SyncedAsync(cancellationToken);

    /// <summary>True for an object that the host meant for this member.</summary>
    public static bool IsMeant(ObjectMeta metadata) =>
        !string.IsNullOrEmpty(metadata.Annotation(WellKnownAnnotations.Initiator))
        && !string.IsNullOrEmpty(metadata.Annotation(WellKnownAnnotations.InterconnKusciaParties));

    /// <summary>True for a local copy that was pulled over this link.</summary>
    public bool Owns(ObjectMeta copy) =>
        copy.Annotation(WellKnownAnnotations.InitiatorMasterDomain) == Host
        && (copy.Annotation(WellKnownAnnotations.PartyMasterDomain) ?? Member) == Member;

    /// <summary>Whether the host has taken back what a copy was made of. The caches may be behind: only the host itself can say that a mirror is gone or was replaced.</summary>
    public async Task<bool> HasWithdrawnAsync<T>(ResourceKind<T> kind, T copy, T? mirror, CancellationToken cancellationToken)
        where T : Resource
    {
        string? known = copy.Metadata.Annotation(InterconnectionAnnotations.MailboxUid);
        if (mirror is not null && (known is null || mirror.Metadata.Uid == known))
        {
            return false;
        }

        T? stored = await Client.GetAsync(kind, new ResourceName(Member, copy.Metadata.Name ?? ""), cancellationToken);
        return stored is null || (known is not null && stored.Metadata.Uid != known);
    }
}
