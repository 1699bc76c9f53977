using System.Globalization;
using System.Text.RegularExpressions;

namespace Kuscia.Model.Resources;

/// <summary>
/// The reasons that one domain tells another about a failed part of a task. Everything else that is known about a failure (log lines, paths, names of nodes)
/// stays in the domain where it happened.
/// </summary>
public static partial class FailureReasons
{
    /// <summary>A command to the job has ended the part. Partners recognise it by this text.</summary>
    public const string Stopped = "Job was stopped";

    /// <summary>The part ended because the task did.</summary>
    public const string EndedWithTask = "ended with the task";

    /// <summary>No process was started.</summary>
    public const string NotStarted = "could not be started";

    /// <summary>The nodes of the domain are too small, or too busy, for what was asked of them; how large they are is not told.</summary>
    public const string NoRoom = "has too little room for the resources asked of it";

    /// <summary>The domain does not let the task read or write what it names.</summary>
    public const string Refused = "its inputs or outputs were refused";

    /// <summary>No route reached the domain for too long.</summary>
    public const string NotHeard = "was not heard for too long";

    /// <summary>The job is over in that domain and is not started again there.</summary>
    public const string Over = "the job has ended here and is not started again; submit it anew under another name";

    /// <summary>Nothing else is known.</summary>
    public const string Failed = "failed";

    /// <summary>What begins the local sentence of a part that was refused its data.</summary>
    public const string RefusedPrefix = "refused: ";

    /// <summary>What begins the local sentence of a part that found no room.</summary>
    public const string NoRoomPrefix = "resource-check no node status available";

    private static readonly string[] Whole = [Stopped, EndedWithTask, NotStarted, NoRoom, Refused, NotHeard, Over, Failed];

    /// <summary>A process ended with an exit code.</summary>
    public static string Exited(int code) => $"exited with code {code.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The reason to tell for the sentence that stands in the own task.</summary>
    public static string Of(string? sentence)
    {
        if (string.IsNullOrEmpty(sentence))
        {
            return Failed;
        }

        if (Array.IndexOf(Whole, sentence) is >= 0 and int known)
        {
            return Whole[known];
        }

        return sentence.StartsWith(RefusedPrefix, StringComparison.Ordinal) ? Refused
            : sentence.StartsWith(EndedWithTask, StringComparison.Ordinal) ? EndedWithTask
            : sentence.StartsWith(NoRoomPrefix, StringComparison.Ordinal) ? NoRoom
            : ExitCode().Match(sentence) is { Success: true } exit ? exit.Value
            : sentence.Contains(" has not been heard since ", StringComparison.Ordinal) ? NotHeard
            : sentence.StartsWith("pod ", StringComparison.Ordinal) ? Failed
            : NotStarted;
    }

    [GeneratedRegex("exited with code -?[0-9]{1,10}", RegexOptions.CultureInvariant)]
    private static partial Regex ExitCode();
}
