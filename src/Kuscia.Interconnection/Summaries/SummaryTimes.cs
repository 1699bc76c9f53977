using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>Writes into a summary when the host last changed what it says (column LASTRECONCILETIME).</summary>
internal static class SummaryTimes
{
    /// <summary>The summary to write; the time stays while nothing else changes.</summary>
    public static KusciaJobSummary Stamp(KusciaJobSummary before, KusciaJobSummary after, DateTimeOffset now) =>
        WireComparison.AreSame(before.Status, after.Status, ModelJsonContext.Default.KusciaJobStatus)
            ? after
            : after with { Status = (after.Status ?? new KusciaJobStatus()) with { LastReconcileTime = now } };

    /// <summary>The summary to write; the time stays while nothing else changes.</summary>
    public static KusciaTaskSummary Stamp(KusciaTaskSummary before, KusciaTaskSummary after, DateTimeOffset now) =>
        WireComparison.AreSame(before.Status, after.Status, ModelJsonContext.Default.KusciaTaskSummaryStatus)
            ? after
            : after with { Status = (after.Status ?? new KusciaTaskSummaryStatus()) with { LastReconcileTime = now } };
}
