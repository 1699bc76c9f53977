using Kuscia.Client.Parties;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Serving;

/// <summary>A KusciaDeployment and everything its decision depends on, at one moment.</summary>
internal sealed record ServingView
{
    public required KusciaDeployment Deployment { get; init; }

    /// <summary>The initiator and every party, by domain id.</summary>
    public required IReadOnlyDictionary<string, PartyInfo> Parties { get; init; }

    /// <summary>The app images that the parties name; null for one that does not exist.</summary>
    public required IReadOnlyDictionary<string, AppImage?> AppImages { get; init; }

    /// <summary>Pods of the own parties, by the Kubernetes Deployment they belong to.</summary>
    public required ILookup<ResourceName, Pod> Pods { get; init; }

    public string Name => Deployment.Metadata.Name ?? "";

    public KusciaDeploymentSpec Spec => Deployment.Spec ?? new KusciaDeploymentSpec();

    public KusciaDeploymentStatus Status => Deployment.Status ?? new KusciaDeploymentStatus();

    /// <summary>All party domains, each once, in the order written.</summary>
    public IReadOnlyList<string> Domains => [.. (Spec.Parties ?? []).Select(p => p.DomainID ?? "").Distinct()];

    public IReadOnlyList<string> OwnDomains => [.. Domains.Where(IsOwn)];

    public IReadOnlyList<string> PartnerDomains => [.. Domains.Where(d => Parties.GetValueOrDefault(d) is { IsPartner: true, Protocol: "kuscia" })];

    /// <summary>True in the cluster of the initiator; what a partner has sent carries "false".</summary>
    public bool IsInitiator => Deployment.Metadata.Annotation(WellKnownAnnotations.SelfClusterAsInitiator) switch
    {
        "true" => true,
        "false" => false,
        _ => Parties.GetValueOrDefault(Spec.Initiator ?? "")?.IsPartner != true,
    };

    public bool IsOwn(string domain) => Parties.GetValueOrDefault(domain)?.IsOwn == true;
}
