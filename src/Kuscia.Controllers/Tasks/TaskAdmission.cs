using Kuscia.Controllers.Scheduling;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>The checks before a task's pods are made: routes and free capacity (specification, control plane §3.3, "Admission plugins").</summary>
internal static class TaskAdmission
{
    /// <summary>Every refusal; empty when the task may start.</summary>
    public static IReadOnlyList<string> Check(TaskView view, TaskPlan plan) => plan.Own.Any()
        ? [.. Enough(view, [.. Resources(view, plan)]).Concat(Routes(view, plan)).Distinct()]
        : [];

    /// <summary>What the own domains could not take even if their nodes were empty, with numbers: waiting does not help.</summary>
    public static IReadOnlyList<string> NeverFits(TaskView view, TaskPlan plan) => view.Nodes is not { } nodes
        ? []
        : Enough(view, [.. plan.Own.Select(p => (p.DomainId, Refusal: nodes.TooSmall(p.DomainId, Demand(p), p.MinReservedPods)))
            .Where(p => p.Refusal is not null)
            .Select(p => $"{FailureReasons.NoRoomPrefix} for domain {p.DomainId}: {p.Refusal}")]);

    // One refusal for each party without room. A task that is content with fewer parties (minReservedMembers) starts without them.
    private static List<string> Enough(TaskView view, List<string> refusals) => view.PartyCount - refusals.Count >= view.Threshold ? [] : refusals;

    private static ResourceAmounts Demand(PartyPlan party) => ResourceAmounts.OfContainers(party.Containers.Select(c => c.Resources));

    private static IEnumerable<string> Resources(TaskView view, TaskPlan plan)
    {
        if (view.Nodes is not { } nodes)
        {
            yield break;
        }

        foreach (PartyPlan party in plan.Own)
        {
            if (!nodes.HasDomain(party.DomainId))
            {
                yield return $"resource-check no node cache to {party.DomainId}";
                continue;
            }

            if (nodes.Place(party.DomainId, Demand(party), party.MinReservedPods) is { } refusal)
            {
                yield return $"{FailureReasons.NoRoomPrefix} for domain {party.DomainId}: {refusal}";
            }
        }
    }

    private static IEnumerable<string> Routes(TaskView view, TaskPlan plan)
    {
        List<string> domains = [.. plan.Parties.Select(p => p.DomainId).Distinct()];
        foreach (string source in domains)
        {
            foreach (string destination in domains)
            {
                bool exists = view.Routes.TryGetValue($"{source}-{destination}", out ClusterDomainRoute? route);
                Condition? ready = route?.Status?.Conditions.Find("Ready");
                if (exists && source != destination && ready is not null && ready.Status != "True")
                {
                    yield return $"cdr-check {source} to {destination} failed with {ready.Reason}{Detail(ready)}";
                }
            }
        }
    }

    private static string Detail(Condition ready) =>
        string.IsNullOrEmpty(ready.Message) || ready.Message == ready.Reason ? "" : $" ({ready.Message})";
}
