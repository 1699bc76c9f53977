using Kuscia.Client.Parties;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Works out the parties, pods and ports of a task from its spec and the app images.</summary>
internal static class TaskPlanner
{
    public static TaskPlan Plan(KusciaTask task, IReadOnlyDictionary<string, PartyInfo> parties, IReadOnlyDictionary<string, AppImage?> images)
    {
        List<PartyPlan> plans = [];
        List<string> problems = [];
        HashSet<(string, string)> seen = [];
        foreach (TaskParty party in task.Spec?.Parties ?? [])
        {
            if (!seen.Add((party.DomainID ?? "", party.Role ?? "")))
            {
                problems.Add($"party \"{party.DomainID}\" appears twice with role \"{party.Role}\"; give each appearance a role of its own");
                continue;
            }

            if (Plan(task, party, parties, images, problems) is { } plan)
            {
                plans.Add(plan);
            }
        }

        bool twice = seen.Count < (task.Spec?.Parties?.Count ?? 0);
        return new TaskPlan { Parties = plans, Problems = problems, IsFinal = twice };
    }

    private static PartyPlan? Plan(
        KusciaTask task,
        TaskParty party,
        IReadOnlyDictionary<string, PartyInfo> parties,
        IReadOnlyDictionary<string, AppImage?> images,
        List<string> problems)
    {
        if (images.GetValueOrDefault(party.AppImageRef ?? "") is not { } image)
        {
            problems.Add($"AppImage \"{party.AppImageRef}\" of party \"{party.DomainID}\" does not exist in this cluster; create it");
            return null;
        }

        if (image.TemplateFor(party.Role) is not { } template)
        {
            problems.Add($"AppImage \"{party.AppImageRef}\" has no deploy template for role \"{party.Role}\" of party \"{party.DomainID}\"; add one");
            return null;
        }

        DeployTemplate merged = AppImageTemplates.Merge(template, party.Template);
        PartyPlan plan = new()
        {
            Party = party,
            IsOwn = parties.GetValueOrDefault(party.DomainID ?? "")?.IsPartner == false,
            Image = image,
            Template = merged,
            Pods = [.. Enumerable.Range(0, merged.Replicas ?? 1).Select(i => Pod(task, party.Role, i))],
        };
        string? twice = plan.Ports.GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null)
        {
            problems.Add($"AppImage \"{party.AppImageRef}\" has two ports named \"{twice}\"; port names must differ");
        }

        return plan;
    }

    private static PodPlan Pod(KusciaTask task, string? role, int index)
    {
        string suffix = string.IsNullOrEmpty(role) ? $"{index}" : $"{role}-{index}";
        return new PodPlan($"{task.Metadata.Name}-{suffix}", index, $"{task.Metadata.Uid}-{suffix}");
    }
}
