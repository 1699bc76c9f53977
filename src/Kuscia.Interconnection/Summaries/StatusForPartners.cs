using System.Text.RegularExpressions;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>What another domain is told about the state of a job or task here: phases, and reasons of the catalogue. Details stay here.</summary>
internal static partial class StatusForPartners
{
    // Sentences of the job controller, made of names and times alone. The sentence of any other failure may quote a task's log.
    private static readonly string[] Quotable = ["ValidateFailed", "CreateTaskFailed", "PartnerAnswerTimeout", "PartnerSilent", "RestartRefused"];

    private static readonly string[] TaskReasons = ["KusciaTaskCreateFailed", "TaskResourceGroupNotFound", "TaskResourceGroupPhaseFailed", "KusciaJobStopped"];

    /// <summary>Reason and message of a job.</summary>
    public static (string? Reason, string? Message) Of(KusciaJobStatus status)
    {
        string? reason = PrintableLine.Of(status.Reason);
        bool ofCommand = reason?.StartsWith("Party: ", StringComparison.Ordinal) == true;
        if (string.IsNullOrEmpty(reason) || ofCommand || Quotable.Contains(reason))
        {
            return (reason, PrintableLine.Of(ofCommand && status.Message is not null ? reason : status.Message));
        }

        IEnumerable<string> failed = (status.TaskStatus ?? new Dictionary<string, string>()).Where(t => t.Value == TaskPhase.Failed).Select(t => t.Key).Order(StringComparer.Ordinal);
        return (reason, PrintableLine.Of($"failed task[{string.Join(",", failed)}]"));
    }

    /// <summary>Reason and message of a task.</summary>
    public static (string? Reason, string? Message) Of(KusciaTaskStatus status)
    {
        string? reason = TaskReasons.Contains(status.Reason) ? status.Reason : null;
        if (status.Phase != TaskPhase.Failed)
        {
            return (reason, null);
        }

        string causes = string.Join("; ", (status.PartyTaskStatus ?? []).Where(p => p.Phase == TaskPhase.Failed).Select(p => $"{Name(p)}: {FailureReasons.Of(p.Message)}"));
        string count = Count().Match(status.Message ?? "") is { Success: true } found ? $"{found.Value}. " : "";
        return (reason, PrintableLine.Of(causes.Length == 0 ? count.TrimEnd() : count + causes));
    }

    /// <summary>The state of a part.</summary>
    public static PartyTaskStatus Of(PartyTaskStatus part)
    {
        string? message = part.Phase == TaskPhase.Failed ? FailureReasons.Of(part.Message) : null;
        return part.Message == message ? part : part with { Message = message };
    }

    private static string Name(PartyTaskStatus part) => string.IsNullOrEmpty(part.Role) ? part.DomainID ?? "" : $"{part.DomainID}-{part.Role}";

    // The sentence of the task controller up to the causes.
    [GeneratedRegex("""^The remaining no-failed party task counts \d+ are less than the task success threshold \d+\. failed party\[[a-z0-9.,_-]*\]""", RegexOptions.CultureInvariant)]
    private static partial Regex Count();
}
