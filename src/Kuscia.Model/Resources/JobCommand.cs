using System.Globalization;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Resources;

/// <summary>The command that the stage labels of a job carry, and whether this cluster has answered it.</summary>
/// <param name="Stage">Start, Stop, Cancel, Restart or Suspend.</param>
/// <param name="Version">Counter of the job's commands; 0 while the label has none.</param>
/// <param name="Trigger">Domain that gave the command.</param>
public sealed record JobCommand(string Stage, long Version, string Trigger)
{
    /// <summary>
    /// Type of the job condition that holds the answer of this cluster to the last command it carried out or refused. It stands in the status, so
    /// that the answer and its effect are one write. Only this implementation writes it; others ignore it.
    /// </summary>
    public const string ConditionType = "JobCommand";

    /// <summary>Annotation with the stage and version that the job controller has seen last, as <c>stage/version/trigger</c>.</summary>
    public const string SeenAnnotation = WellKnownAnnotations.Prefix + "job-stage-seen";

    /// <summary>
    /// True when a user has changed the stage label alone, as kubectl users do, and the job controller has not given it a version yet. Until then the label
    /// neither travels nor gives way to one that does.
    /// </summary>
    public static bool IsChangedByHand(ObjectMeta metadata)
    {
        string stage = metadata.Label(WellKnownLabels.JobStage) ?? "";
        string version = metadata.Label(WellKnownLabels.JobStageVersion) ?? "";
        return stage.Length > 0 && stage != JobStage.Create && Seen(metadata, 0) != stage && (version.Length == 0 || version == Seen(metadata, 1));
    }

    /// <summary>True when the trigger label, too, is as it was seen last: then it does not tell who has changed the stage.</summary>
    public static bool IsTriggerOld(ObjectMeta metadata) => (metadata.Label(WellKnownLabels.JobStageTrigger) ?? "") == Seen(metadata, 2);

    /// <summary>What the seen annotation has to say about labels.</summary>
    public static string Seen(ObjectMeta metadata) => string.Join('/',
        metadata.Label(WellKnownLabels.JobStage), metadata.Label(WellKnownLabels.JobStageVersion), metadata.Label(WellKnownLabels.JobStageTrigger));

    private static string Seen(ObjectMeta metadata, int part) =>
        (metadata.Annotation(SeenAnnotation) ?? "").Split('/', 3) is { } parts && part < parts.Length ? parts[part] : "";

    /// <summary>The command of a job; null when there is none or it is Create, which asks for nothing.</summary>
    public static JobCommand? Of(ObjectMeta metadata) => metadata.Label(WellKnownLabels.JobStage) is { Length: > 0 } stage && stage != JobStage.Create
        ? new JobCommand(stage, VersionOf(metadata), metadata.Label(WellKnownLabels.JobStageTrigger) ?? metadata.Annotation(WellKnownAnnotations.Initiator) ?? "")
        : null;

    /// <summary>The command counter of a job or a summary; 0 when there is none.</summary>
    public static long VersionOf(ObjectMeta metadata) =>
        long.TryParse(metadata.Label(WellKnownLabels.JobStageVersion), NumberStyles.None, CultureInfo.InvariantCulture, out long version) ? version : 0;

    /// <summary>The counter of the next command of a job; it never wraps around.</summary>
    public static string NextVersion(ObjectMeta metadata) =>
        (Math.Min(VersionOf(metadata), long.MaxValue - 1) + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>True when a job carries no command, or this cluster has carried it out or refused it.</summary>
    public static bool IsSettled(KusciaJob job) => Of(job.Metadata) is not { } command || command.IsAnswered(job.Status);

    /// <summary>True when this cluster has carried out this command or refused it.</summary>
    public bool IsAnswered(KusciaJobStatus? status) =>
        status?.Conditions.Find(ConditionType) is { } answer && answer.Reason == Stage && answer.Message?.StartsWith(Head, StringComparison.Ordinal) == true;

    /// <summary>The conditions with the answer to this command; its transition time is the time of the answer.</summary>
    /// <param name="conditions">The job's conditions.</param>
    /// <param name="done">True when it was carried out, false when it is refused.</param>
    /// <param name="text">What happened, in one sentence.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<Condition> Answer(IReadOnlyList<Condition>? conditions, bool done, string text, DateTimeOffset now) =>
        ((IReadOnlyList<Condition>)[.. (conditions ?? []).Where(c => c.Type != ConditionType)]).With(ConditionType, done, Stage, Head + text, now);

    private string Head => $"command {Version.ToString(CultureInfo.InvariantCulture)} ({Stage}) of {Trigger}: ";
}
