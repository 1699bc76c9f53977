using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Serving;

/// <summary>Tells how a deployment is from what runs here and from what partners have told.</summary>
internal static class ServingJudge
{
    /// <summary>The status; the stored instance when it says the same.</summary>
    /// <param name="view">The deployment.</param>
    /// <param name="live">The Kubernetes Deployments of own parties.</param>
    /// <param name="fault">What hinders.</param>
    /// <param name="now">The time.</param>
    public static KusciaDeploymentStatus Judge(
        ServingView view, IReadOnlyDictionary<ResourceName, Deployment> live, ServingFault? fault, DateTimeOffset now)
    {
        KusciaDeploymentStatus old = view.Status;
        KusciaDeploymentStatus told = old with { TotalParties = view.Spec.Parties?.Count ?? 0, PartyDeploymentStatuses = PartsOf(view, live, keepsOwn: fault is not null) };
        told = told with { AvailableParties = Parts(told).Count(p => p.Status.Phase is DeploymentPhase.Available or DeploymentPhase.PartialAvailable) };
        told = fault is null ? Sum(view, told) : told with { Phase = DeploymentPhase.Failed, Reason = fault.Reason, Message = fault.Message };
        return WireComparison.AreSame(old, told, ModelJsonContext.Default.KusciaDeploymentStatus) ? old : told with { LastReconcileTime = now };
    }

    /// <summary>Every Kubernetes Deployment that a status tells of.</summary>
    public static IEnumerable<(ResourceName Name, PartyDeploymentStatus Status)> Parts(KusciaDeploymentStatus status) =>
        (status.PartyDeploymentStatuses ?? new Dictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>>())
            .SelectMany(d => d.Value.Select(p => (new ResourceName(d.Key, p.Key), p.Value)));

    // A partner that has failed has told so itself, with the reason that stands in the status.
    private static KusciaDeploymentStatus Sum(ServingView view, KusciaDeploymentStatus told)
    {
        (ResourceName Name, PartyDeploymentStatus Status)[] parts = [.. Parts(told)];
        string[] failed = [.. parts.Where(p => !view.IsOwn(p.Name.Namespace ?? "") && p.Status.Phase == DeploymentPhase.Failed).Select(p => p.Name.Namespace ?? "").Distinct()];
        if (failed.Length > 0)
        {
            bool isTold = told is { Phase: DeploymentPhase.Failed } && DeploymentFailure.IsOfPartner(told.Message);
            return isTold ? told : told with { Phase = DeploymentPhase.Failed, Reason = "PartnerFailed", Message = DeploymentFailure.OfPartner(failed, "its cluster has not said why") };
        }

        string[] expected = [.. (view.Spec.Parties ?? []).Select(p => p.DomainID ?? "").Distinct().Where(d => told.PartyDeploymentStatuses?.ContainsKey(d) != true)];
        if (parts.Any(p => p.Status.Phase == DeploymentPhase.Progressing) || expected.Length > 0)
        {
            (string? reason, string? message) = Cause(view, told, parts, expected);
            return told with { Phase = DeploymentPhase.Progressing, Reason = reason, Message = message };
        }

        bool isWhole = parts.All(p => p.Status.Phase == DeploymentPhase.Available);
        return told with { Phase = isWhole ? DeploymentPhase.Available : DeploymentPhase.PartialAvailable, Reason = null, Message = null };
    }

    // Of several parties the one written last; of a partner what it has told.
    private static (string? Reason, string? Message) Cause(
        ServingView view, KusciaDeploymentStatus told, (ResourceName Name, PartyDeploymentStatus Status)[] parts, string[] silent)
    {
        HashSet<ResourceName> waiting = [.. parts.Where(p => p.Status.Phase == DeploymentPhase.Progressing).Select(p => p.Name)];
        DeploymentParty? party = (view.Spec.Parties ?? []).LastOrDefault(p => view.IsOwn(p.DomainID ?? "") && waiting.Contains(NameOf(view, p)));
        if (party is not null)
        {
            (string reason, string message) = PodTrouble.Of(NameOf(view, party), view.Pods[NameOf(view, party)]);
            return reason.Length == 0 ? (null, null) : ($"domainID: {party.DomainID}, reason: {reason}", message);
        }

        bool isTold = waiting.Any(w => told.Reason?.StartsWith($"domainID: {w.Namespace}, ", StringComparison.Ordinal) == true);
        return isTold ? (told.Reason, told.Message)
            : silent.Length > 0 ? ($"domainID: {silent[0]}, reason: NotHeardYet", $"waiting for the cluster of {silent[0]} to tell of its part")
            : (null, null);
    }

    private static ResourceName NameOf(ServingView view, DeploymentParty party) => new(party.DomainID, DeploymentParty.DeploymentName(view.Name, party.Role));

    private static Dictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>>? PartsOf(
        ServingView view, IReadOnlyDictionary<ResourceName, Deployment> live, bool keepsOwn)
    {
        Dictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>> all = [];
        foreach ((string domain, IReadOnlyDictionary<string, PartyDeploymentStatus> parts) in view.Status.PartyDeploymentStatuses ?? all)
        {
            if (view.Domains.Contains(domain) && (keepsOwn || !view.IsOwn(domain)))
            {
                all[domain] = parts;
            }
        }

        foreach (IGrouping<string, DeploymentParty> domain in (view.Spec.Parties ?? []).Where(p => live.ContainsKey(NameOf(view, p))).GroupBy(p => p.DomainID ?? ""))
        {
            all[domain.Key] = domain.ToDictionary(p => NameOf(view, p).Name, p => PartOf(p, live[NameOf(view, p)]));
        }

        return all.Count == 0 ? null : all;
    }

    private static PartyDeploymentStatus PartOf(DeploymentParty party, Deployment deployment)
    {
        DeploymentStatus status = deployment.Status ?? new DeploymentStatus();
        int replicas = status.Replicas ?? 0;
        int available = status.AvailableReplicas ?? 0;
        return new PartyDeploymentStatus
        {
            Phase = replicas > 0 && available >= replicas ? DeploymentPhase.Available : replicas > 0 && available > 0 ? DeploymentPhase.PartialAvailable : DeploymentPhase.Progressing,
            Role = string.IsNullOrEmpty(party.Role) ? null : party.Role,
            Replicas = replicas,
            UpdatedReplicas = status.UpdatedReplicas ?? 0,
            AvailableReplicas = available,
            UnavailableReplicas = status.UnavailableReplicas ?? 0,
            Conditions = status.Conditions is { Count: > 0 } conditions ? conditions : null,
            CreationTimestamp = deployment.Metadata.CreationTimestamp,
        };
    }
}
