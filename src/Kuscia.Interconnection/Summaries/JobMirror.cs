using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>Makes the copy of a job that a partner pulls: its whole spec, with the task ids blanked.</summary>
internal static class JobMirror
{
    public static JsonResource Build(JsonResource original, KusciaJob job, string mailbox, IReadOnlyList<string> parties) => new()
    {
        ApiVersion = Kinds.KusciaJob.ApiVersion,
        Kind = Kinds.KusciaJob.Kind,
        Metadata = new ObjectMeta
        {
            Name = job.Metadata.Name,
            Namespace = mailbox,
            Annotations = JobSummarySync.Annotations(job, parties),
            Labels = CustomFields(job.Metadata),
        },
        Body = new Dictionary<string, JsonElement> { ["spec"] = Blanked(original.Body["spec"]) },
    };

    /// <summary>The labels of a job that travel with it.</summary>
    public static IReadOnlyDictionary<string, string>? CustomFields(ObjectMeta metadata)
    {
        Dictionary<string, string> custom = (metadata.Labels ?? new Dictionary<string, string>())
            .Where(l => l.Key.StartsWith(WellKnownLabels.JobCustomFieldPrefix, StringComparison.Ordinal))
            .ToDictionary();
        return custom.Count == 0 ? null : custom;
    }

    private static JsonElement Blanked(JsonElement spec)
    {
        JsonObject copy = JsonObject.Create(spec) ?? [];
        foreach (JsonNode? task in copy["tasks"] as JsonArray ?? [])
        {
            (task as JsonObject)?.Remove("taskID");
        }

        using JsonDocument document = JsonDocument.Parse(copy.ToJsonString());
        return document.RootElement.Clone();
    }
}
