using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model.Json;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>Writes into a summary when the host last changed what it says (column LASTRECONCILETIME).</summary>
internal static class SummaryTimes
{
    /// <summary>The summary to write; the time stays while nothing else changes.</summary>
    public static KusciaJobSummary Stamp(KusciaJobSummary before, KusciaJobSummary after, DateTimeOffset now) =>
        JsonNode.DeepEquals(Text(before.Status), Text(after.Status))
            ? after
            : after with { Status = (after.Status ?? new KusciaJobStatus()) with { LastReconcileTime = now } };

    /// <summary>The summary to write; the time stays while nothing else changes.</summary>
    public static KusciaTaskSummary Stamp(KusciaTaskSummary before, KusciaTaskSummary after, DateTimeOffset now) =>
        JsonNode.DeepEquals(Text(before.Status), Text(after.Status))
            ? after
            : after with { Status = (after.Status ?? new KusciaTaskSummaryStatus()) with { LastReconcileTime = now } };

    private static JsonNode? Text(KusciaJobStatus? status) =>
        status is null ? null : JsonSerializer.SerializeToNode(status, ModelJsonContext.Default.KusciaJobStatus);

    private static JsonNode? Text(KusciaTaskSummaryStatus? status) =>
        status is null ? null : JsonSerializer.SerializeToNode(status, ModelJsonContext.Default.KusciaTaskSummaryStatus);
}
