using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>What a restarted job says of its restart, for the rest of its life and as long as it has nothing else to say.</summary>
internal static class JobRestart
{
    private const string Before = "Party: ";
    private const string After = " execute the cmd: Restart.";

    public static string Reason(string trigger) => $"{Before}{trigger}{After}";

    public static string Message(string trigger) => $"This job is restarted by {trigger}";

    /// <summary>The status of a job without a failure.</summary>
    /// <param name="status">The status so far.</param>
    /// <param name="trouble">What keeps it from going on; null when nothing does.</param>
    public static KusciaJobStatus Calm(KusciaJobStatus status, string? trouble) => TriggerOf(status) is { } trigger
        ? status with { Message = trouble ?? Message(trigger) }
        : status with { Reason = null, Message = trouble };

    /// <summary>The message, unless it only tells of the restart.</summary>
    public static string? Trouble(KusciaJobStatus status) =>
        TriggerOf(status) is { } trigger && status.Message == Message(trigger) ? null : status.Message;

    private static string? TriggerOf(KusciaJobStatus status) =>
        status.Reason is { } reason && reason.StartsWith(Before, StringComparison.Ordinal) && reason.EndsWith(After, StringComparison.Ordinal)
            ? reason[Before.Length..^After.Length]
            : null;
}
