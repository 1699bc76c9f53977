using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>Writes task ids into a job's spec and leaves every other member of its tasks as it is stored.</summary>
internal static class JobTaskIds
{
    public static async Task<KusciaJob> WriteAsync(
        IResourceClient client, KusciaJob job, IReadOnlyList<KusciaTaskTemplate> templates, CancellationToken cancellationToken)
    {
        JsonResource? raw = await client.GetAsync(Kinds.KusciaJob.AsJson(), job.Identity, cancellationToken);
        if (raw is null || raw.Metadata.ResourceVersion != job.Metadata.ResourceVersion)
        {
            throw new ResourceException(System.Net.HttpStatusCode.Conflict, "Conflict", $"kusciajobs \"{job.Metadata.Name}\" has changed");
        }

        JsonNode? tasks = JsonNode.Parse(raw.Body["spec"].GetProperty("tasks").GetRawText());
        for (int i = 0; i < templates.Count; i++)
        {
            if (templates[i].TaskID is { } id && tasks?[i] is JsonObject task)
            {
                task["taskID"] = id;
            }
        }

        JsonObject patch = new()
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = job.Metadata.ResourceVersion },
            ["spec"] = new JsonObject { ["tasks"] = tasks },
        };
        return await client.PatchAsync(Kinds.KusciaJob, job.Identity, patch, null, cancellationToken);
    }
}
