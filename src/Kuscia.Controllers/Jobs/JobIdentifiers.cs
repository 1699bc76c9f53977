using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>Checks the identifiers in a job against what will be made of them; every sentence names the value and the cure.</summary>
internal static class JobIdentifiers
{
    /// <summary>All faults; empty when every identifier can be used.</summary>
    public static IEnumerable<string> Check(JobView view)
    {
        IEnumerable<string?> each = view.Templates.SelectMany(CheckTask).Prepend(Fault(IdentifierRules.Job, "job name", view.Name, "")).Append(view.Initiator.Length == 0 ? null : Fault(IdentifierRules.Domain, "initiator", view.Initiator, ""));
        return [.. each.OfType<string>().Distinct(), .. Clashes(view)];
    }

    private static IEnumerable<string?> CheckTask(KusciaTaskTemplate task)
    {
        string of = $" of task \"{task.Alias}\"";
        yield return Fault(IdentifierRules.Alias, "task alias", task.Alias ?? "", "");
        yield return string.IsNullOrEmpty(task.TaskID) ? null : Fault(IdentifierRules.Task, "taskID", task.TaskID, of);
        yield return Fault(IdentifierRules.AppImage, "appImage", task.AppImage ?? "", of);
        foreach (JobParty party in task.Parties ?? [])
        {
            yield return Fault(IdentifierRules.Domain, "party", party.DomainID ?? "", of);
            yield return string.IsNullOrEmpty(party.Role) ? null : Fault(IdentifierRules.Role, "role", party.Role, $" of party \"{party.DomainID}\"{of}");
            foreach (BandwidthLimit limit in party.BandwidthLimits ?? [])
            {
                yield return Fault(IdentifierRules.BandwidthDestination, "bandwidth limit for", limit.DestinationID ?? "", $" of party \"{party.DomainID}\"{of}");
            }
        }
    }

    // One task per id: pods, services and results are found by it.
    private static IEnumerable<string> Clashes(JobView view)
    {
        IGrouping<string?, KusciaTaskTemplate>[] ids = [.. view.Templates.Where(t => !string.IsNullOrEmpty(t.TaskID)).GroupBy(t => t.TaskID)];
        foreach (IGrouping<string?, KusciaTaskTemplate> same in ids.Where(g => g.Count() > 1))
        {
            yield return $"validate failed: the tasks {string.Join(", ", same.Select(t => $"\"{t.Alias}\""))} have one taskID, \"{same.Key}\"; give each its own, or none";
        }

        foreach (IGrouping<string?, KusciaTaskTemplate> id in ids)
        {
            if (view.TakenTaskIds.TryGetValue(id.Key ?? "", out string? job))
            {
                yield return $"validate failed: taskID \"{id.Key}\" of task \"{id.First().Alias}\" is that of a task of job \"{job}\"; choose another one, or none";
            }
        }
    }

    private static string? Fault(IdentifierRule rule, string what, string value, string of) =>
        rule.Fault(value) is { } fault ? $"{what} \"{value}\"{of} is not allowed: {fault}" : null;
}
