using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>Carries a job's command from one cluster to the other: the larger version wins, and Cancel is the last.</summary>
internal static class Stages
{
    /// <summary>The command counter of a job or a summary; 0 when there is none.</summary>
    public static long Version(ObjectMeta metadata) =>
        long.TryParse(metadata.Label(WellKnownLabels.JobStageVersion), NumberStyles.None, CultureInfo.InvariantCulture, out long version) ? version : 0;

    /// <summary>The summary with the job's command when that is newer.</summary>
    /// <param name="summary">The summary.</param>
    /// <param name="job">The job.</param>
    /// <param name="trigger">Who is said to have given the command; null keeps the job's own word.</param>
    public static KusciaJobSummary ToSummary(KusciaJobSummary summary, KusciaJob job, string? trigger)
    {
        long version = Version(job.Metadata);
        if (version <= Version(summary.Metadata) || summary.Spec?.Stage == JobStage.Cancel)
        {
            return summary;
        }

        return summary with
        {
            Metadata = WithLabel(summary.Metadata, WellKnownLabels.JobStageVersion, version.ToString(CultureInfo.InvariantCulture)),
            Spec = (summary.Spec ?? new KusciaJobSummarySpec()) with
            {
                Stage = job.Metadata.Label(WellKnownLabels.JobStage) ?? JobStage.Create,
                StageTrigger = trigger ?? job.Metadata.Label(WellKnownLabels.JobStageTrigger) ?? job.Spec?.Initiator,
            },
        };
    }

    /// <summary>The job with the summary's command when that is newer.</summary>
    public static KusciaJob ToJob(KusciaJob job, KusciaJobSummary summary)
    {
        long version = Version(summary.Metadata);
        bool final = job.Status?.Phase == JobPhase.Cancelled || job.Metadata.Label(WellKnownLabels.JobStage) == JobStage.Cancel;
        if (version <= Version(job.Metadata) || final)
        {
            return job;
        }

        ObjectMeta metadata = WithLabel(job.Metadata, WellKnownLabels.JobStageVersion, version.ToString(CultureInfo.InvariantCulture));
        metadata = WithLabel(metadata, WellKnownLabels.JobStage, summary.Spec?.Stage ?? JobStage.Create);
        return job with { Metadata = WithLabel(metadata, WellKnownLabels.JobStageTrigger, summary.Spec?.StageTrigger ?? "") };
    }

    private static ObjectMeta WithLabel(ObjectMeta metadata, string key, string value) =>
        metadata with { Labels = new Dictionary<string, string>(metadata.Labels ?? new Dictionary<string, string>()) { [key] = value } };
}
