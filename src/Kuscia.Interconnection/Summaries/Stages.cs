using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>
/// Carries a job's command from one cluster to the other. The larger version wins; when both sides have given one of the same version, the stronger of the two
/// wins on both; and Cancel is the last. A version far ahead of the own one is no command but an attempt to have the last word for ever, and is ignored; and a
/// Stop or Cancel that is given here is carried out before any later command is followed.
/// </summary>
internal static class Stages
{
    /// <summary>How many commands another cluster may be ahead: more than anybody gives while a partner is away.</summary>
    public const long MaxStep = 100;

    private static readonly string[] Weakest = [JobStage.Create, JobStage.Start, JobStage.Restart, JobStage.Suspend, JobStage.Stop, JobStage.Cancel];

    /// <summary>True for a version that another cluster can have reached by giving commands.</summary>
    public static bool IsStep(long version, long own) => version <= own || version - own <= MaxStep;

    /// <summary>The summary with the job's command when that is newer.</summary>
    /// <param name="summary">The summary.</param>
    /// <param name="job">The job.</param>
    /// <param name="trigger">Who is said to have given the command; null keeps the job's own word.</param>
    public static KusciaJobSummary ToSummary(KusciaJobSummary summary, KusciaJob job, string? trigger)
    {
        string stage = job.Metadata.Label(WellKnownLabels.JobStage) ?? JobStage.Create;
        bool waits = summary.Spec?.Stage == JobStage.Cancel || JobCommand.IsChangedByHand(job.Metadata);
        if (waits || !Wins(job.Metadata, stage, summary.Metadata, summary.Spec?.Stage))
        {
            return summary;
        }

        return summary with
        {
            Metadata = WithLabel(summary.Metadata, WellKnownLabels.JobStageVersion, Text(JobCommand.VersionOf(job.Metadata))),
            Spec = (summary.Spec ?? new KusciaJobSummarySpec()) with
            {
                Stage = stage,
                StageTrigger = trigger ?? job.Metadata.Label(WellKnownLabels.JobStageTrigger) ?? job.Spec?.Initiator,
            },
        };
    }

    /// <summary>The job with the summary's command when that is newer.</summary>
    public static KusciaJob ToJob(KusciaJob job, KusciaJobSummary summary)
    {
        string? stage = job.Metadata.Label(WellKnownLabels.JobStage);
        bool final = job.Status?.Phase == JobPhase.Cancelled || stage == JobStage.Cancel;
        if (final || IsEnding(job, stage) || JobCommand.IsChangedByHand(job.Metadata) || !Wins(summary.Metadata, summary.Spec?.Stage, job.Metadata, stage))
        {
            return job;
        }

        ObjectMeta metadata = WithLabel(job.Metadata, WellKnownLabels.JobStageVersion, Text(JobCommand.VersionOf(summary.Metadata)));
        metadata = WithLabel(metadata, WellKnownLabels.JobStage, summary.Spec?.Stage ?? JobStage.Create);
        return job with { Metadata = WithLabel(metadata, WellKnownLabels.JobStageTrigger, summary.Spec?.StageTrigger ?? "") };
    }

    private static bool IsEnding(KusciaJob job, string? stage) => stage == JobStage.Stop && job.Status?.CompletionTime is null && !JobCommand.IsSettled(job);

    private static bool Wins(ObjectMeta one, string? stage, ObjectMeta other, string? otherStage)
    {
        long version = JobCommand.VersionOf(one);
        long otherVersion = JobCommand.VersionOf(other);
        return version > otherVersion || (version == otherVersion && version > 0 && Array.IndexOf(Weakest, stage) > Array.IndexOf(Weakest, otherStage ?? JobStage.Create));
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static ObjectMeta WithLabel(ObjectMeta metadata, string key, string value) =>
        metadata with { Labels = new Dictionary<string, string>(metadata.Labels ?? new Dictionary<string, string>()) { [key] = value } };
}
