namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>How a container ended.</summary>
/// <param name="Code">Exit code; 128 + n for signal n; 128 when it could not be started.</param>
/// <param name="Reason"><c>Completed</c>, <c>Error</c>, <c>OOMKilled</c>, <c>StartError</c> or <c>ContainerStatusUnknown</c>.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Message">What a user should know beside the log; null for nothing.</param>
internal sealed record ContainerExit(int Code, string Reason, DateTimeOffset FinishedAt, string? Message = null)
{
    public const string OutOfMemory = "OOMKilled";
    public const string StartError = "StartError";
    public const string Lost = "ContainerStatusUnknown";

    /// <summary>SIGKILL as a shell counts it: the code of what ended unseen.</summary>
    public const int KilledCode = 137;

    public static ContainerExit FromCode(int code, DateTimeOffset finishedAt) => new(code, code == 0 ? "Completed" : "Error", finishedAt);

    /// <summary>An end that nobody saw.</summary>
    public static ContainerExit Unknown(DateTimeOffset noticedAt, string message) => new(KilledCode, Lost, noticedAt, message);
}
