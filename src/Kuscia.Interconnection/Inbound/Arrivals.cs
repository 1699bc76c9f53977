using Kuscia.Client.Parties;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Inbound;

/// <summary>
/// The one gate through which everything passes that a host has put into a member's mailbox. What arrives is the host's word and nothing else: it may speak for
/// the domains that are its by the own records, it makes copies and never originals, and of an object only the fields known here are taken.
/// </summary>
/// <param name="link">The host and the own domain whose mailbox it is.</param>
/// <param name="parties">The own records.</param>
internal sealed class Arrivals(HostLink link, PartyDirectory parties)
{
    /// <summary>True for the host and for domains whose master it is, as the own Domain objects say.</summary>
    public bool IsOfHost(string? domain) =>
        !string.IsNullOrEmpty(domain) && parties.Find(domain) is { IsPartner: true } party && (domain == link.Host || party.Master == link.Host);

    /// <summary>The parties of a job that this cluster runs, in the order written.</summary>
    public IReadOnlyList<string> OwnParties(KusciaJob job) =>
        [.. (job.Spec?.Tasks ?? []).SelectMany(t => t.Parties ?? []).Select(p => p.DomainID ?? "").Distinct().Where(d => parties.Find(d).IsOwn)];

    /// <summary>The parties of a task that this cluster runs.</summary>
    public IReadOnlyList<string> OwnParties(KusciaTask task) =>
        [.. (task.Spec?.Parties ?? []).Select(p => p.DomainID ?? "").Distinct().Where(d => parties.Find(d).IsOwn)];

    /// <summary>The parties of a deployment that this cluster runs, in the order written.</summary>
    public IReadOnlyList<string> OwnParties(KusciaDeployment deployment) =>
        [.. (deployment.Spec?.Parties ?? []).Select(p => p.DomainID ?? "").Distinct().Where(d => parties.Find(d).IsOwn)];

    /// <summary>True when the host may give commands in the name of a domain: any but an own one that takes part.</summary>
    public bool MayTrigger(KusciaJob job, string domain) =>
        IsOfHost(domain) || ((job.Spec?.Tasks ?? []).Any(t => (t.Parties ?? []).Any(p => p.DomainID == domain)) && parties.Find(domain).IsPartner);

    /// <summary>A mirrored job.</summary>
    public async Task<Arrival<KusciaJob>> JobAsync(KusciaJob mirror, CancellationToken cancellationToken)
    {
        if (JobShape.Fault(mirror) is { } fault)
        {
            return Arrival<KusciaJob>.Refuse(fault);
        }

        if (await ForeignInitiatorAsync(mirror.Spec?.Initiator, "job", cancellationToken) is { } foreign)
        {
            return Arrival<KusciaJob>.Refuse(foreign);
        }

        IReadOnlyList<string> own = OwnParties(mirror);
        return own.Count == 0
            ? Arrival<KusciaJob>.Refuse($"no party of the job is a domain of {link.Member}'s cluster")
            : Arrival<KusciaJob>.Accept(JobCopy.Build(mirror, link, own));
    }

    /// <summary>A mirrored deployment.</summary>
    public async Task<Arrival<KusciaDeployment>> DeploymentAsync(KusciaDeployment mirror, CancellationToken cancellationToken)
    {
        string? fault = DeploymentShape.Fault(mirror) ?? await ForeignInitiatorAsync(mirror.Spec?.Initiator, "deployment", cancellationToken);
        if (fault is not null)
        {
            return Arrival<KusciaDeployment>.Refuse(fault);
        }

        IReadOnlyList<string> own = OwnParties(mirror);
        return own.Count == 0
            ? Arrival<KusciaDeployment>.Refuse($"no party of the deployment is a domain of {link.Member}'s cluster")
            : Arrival<KusciaDeployment>.Accept(DeploymentCopy.Build(mirror, link, own));
    }

    /// <summary>The mailed table as it may be kept in the namespace of an own domain.</summary>
    public Arrival<DomainData> Data(DomainData mailed, string domain) =>
        Foreign(mailed, mailed.Spec?.Author) is { } fault ? Arrival<DomainData>.Refuse(fault) : Arrival<DomainData>.Accept(DataCopy.Of(mailed, domain, link.Host));

    /// <summary>The mailed grant as it may be kept in the namespace of the own domain it is for.</summary>
    public Arrival<DomainDataGrant> Grant(DomainDataGrant mailed, string domain)
    {
        string? fault = Foreign(mailed, mailed.Spec?.Author)
            ?? (mailed.Spec?.GrantDomain == domain ? null : $"grantDomain \"{mailed.Spec?.GrantDomain}\" is not {domain}, whom it is sent to")
            ?? (mailed.Spec?.Limit?.UseCount is < 0 ? $"limit.useCount {mailed.Spec.Limit.UseCount} is negative" : null);
        return fault is null ? Arrival<DomainDataGrant>.Accept(DataCopy.Of(mailed, domain, link.Host)) : Arrival<DomainDataGrant>.Refuse(fault);
    }

    /// <summary>The own domains that a mailed object is for.</summary>
    public IReadOnlyList<string> Receivers(ObjectMeta metadata) =>
        [.. PartyNames.Split(metadata.Annotation(WellKnownAnnotations.InterconnKusciaParties)).Distinct().Where(d => parties.Find(d).IsOwn)];

    // A Domain that was registered a moment ago counts.
    private async Task<string?> ForeignInitiatorAsync(string? initiator, string what, CancellationToken cancellationToken)
    {
        PartyInfo info = await parties.FindFreshAsync(initiator ?? "", cancellationToken);
        return info.IsPartner && (initiator == link.Host || info.Master == link.Host)
            ? null
            : $"initiator \"{initiator}\" is no domain of {link.Host}; a {what} is started in the cluster of its initiator";
    }

    private string? Foreign(Resource mailed, string? author) =>
        !ForeignText.IsName(mailed.Metadata.Name) ? "its name is no name of an object"
        : !IsOfHost(author) ? $"author \"{author}\" is no domain of {link.Host}; a host speaks for its own domains alone"
        : null;
}
