using Kuscia.Client.Parties;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>Finds everything that makes a job impossible; every sentence names the value and the cure.</summary>
internal static class JobValidation
{
    /// <summary>All faults at once; empty for a sound job.</summary>
    public static IReadOnlyList<string> Check(JobView view)
    {
        List<string> faults = [];
        CheckParties(view, faults);
        if (view.Templates.Count == 0)
        {
            faults.Add("validate failed: the job has no task; give at least one in spec.tasks");
        }

        faults.AddRange(JobIdentifiers.Check(view));
        faults.AddRange(view.Templates.SelectMany(JobAmounts.Check));
        CheckDependencies(view.Templates, faults);
        foreach ((string name, AppImage? image) in view.AppImages)
        {
            if (image is null)
            {
                faults.Add($"AppImage \"{name}\" does not exist in this cluster; create it (kubectl get appimages lists those there are)");
            }
        }

        return faults;
    }

    /// <summary>Tables that the tasks read, that no task writes and that no own domain can see.</summary>
    public static IReadOnlyList<string> MissingData(JobView view)
    {
        HashSet<string> outputs = [.. view.Templates.SelectMany(t => TaskInputs.Outputs(t.TaskInputConfig))];
        return [.. view.Templates.SelectMany(t => TaskInputs.Inputs(t.TaskInputConfig))
            .Where(d => !outputs.Contains(d) && !view.VisibleData.Contains(d)).Distinct()];
    }

    private static void CheckParties(JobView view, List<string> faults)
    {
        if (view.Initiator.Length == 0)
        {
            faults.Add("spec.initiator is empty; name the domain that starts the job");
        }

        // What a partner has sent says so; the partner will never hear of a job that was made here in its name.
        if (view.Parties.GetValueOrDefault(view.Initiator)?.IsPartner == true && view.Job.Metadata.Annotation(WellKnownAnnotations.SelfClusterAsInitiator) is null)
        {
            faults.Add($"initiator \"{view.Initiator}\" is a partner, and a job is created in the cluster of its initiator; create it there, or name a domain of this cluster in spec.initiator");
        }

        foreach ((string domain, PartyInfo party) in view.Parties)
        {
            // What cannot be a domain at all is told by the rule of its identifier.
            if (!party.Known && DomainNames.Fault(domain) is null)
            {
                string what = domain == view.Initiator ? "initiator" : "party";
                faults.Add($"{what} \"{domain}\" is not a domain of this cluster; create Domain \"{domain}\" first (kubectl get domains lists those there are)");
            }
        }

        foreach (KusciaTaskTemplate task in view.Templates)
        {
            if (task.Parties is not { Count: > 0 })
            {
                faults.Add($"task \"{task.Alias}\" has no party; give at least one in its parties");
            }
        }

        List<string> bfia = [.. view.Parties.Values.Where(p => p.IsPartner && p.Protocol == "bfia").Select(p => p.DomainId)];
        if (bfia.Count > 0)
        {
            faults.Add($"party \"{bfia[0]}\" speaks the protocol bfia, which jobs of this cluster cannot use; set interConnProtocols of Domain \"{bfia[0]}\" to [kuscia]");
        }
    }

    private static void CheckDependencies(IReadOnlyList<KusciaTaskTemplate> tasks, List<string> faults)
    {
        Dictionary<string, KusciaTaskTemplate> byAlias = [];
        foreach (KusciaTaskTemplate task in tasks)
        {
            if (!byAlias.TryAdd(task.Alias ?? "", task))
            {
                faults.Add($"validate failed: two tasks have the alias \"{task.Alias}\"; aliases must differ");
            }
        }

        foreach (KusciaTaskTemplate task in tasks)
        {
            faults.AddRange((task.Dependencies ?? []).Where(d => !byAlias.ContainsKey(d))
                .Select(d => $"validate failed: task {task.Alias} has not exist dependency task {d}"));
        }

        if (HasCycle(tasks))
        {
            faults.Add("validate failed: cycled dependencies");
        }
    }

    // Kahn: take away tasks whose dependencies are all taken away; a rest is a cycle.
    private static bool HasCycle(IReadOnlyList<KusciaTaskTemplate> tasks)
    {
        HashSet<string> known = [.. tasks.Select(t => t.Alias ?? "")];
        List<KusciaTaskTemplate> rest = [.. tasks];
        HashSet<string> done = [];
        while (rest.Count > 0)
        {
            List<KusciaTaskTemplate> free = [.. rest.Where(t => (t.Dependencies ?? []).All(d => done.Contains(d) || !known.Contains(d)))];
            if (free.Count == 0)
            {
                return true;
            }

            done.UnionWith(free.Select(t => t.Alias ?? ""));
            rest.RemoveAll(free.Contains);
        }

        return false;
    }
}
