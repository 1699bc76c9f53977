using System.Net;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Writes the id that a host chose into a task of the member's job copy and leaves everything else as it is stored.</summary>
internal static class JobTaskId
{
    public static async Task WriteAsync(IResourceClient client, KusciaJob job, int index, string taskId, CancellationToken cancellationToken)
    {
        JsonResource? raw = await client.GetAsync(Kinds.KusciaJob.AsJson(), job.Identity, cancellationToken);
        if (raw?.Metadata.ResourceVersion != job.Metadata.ResourceVersion || raw is null)
        {
            throw new ResourceException(HttpStatusCode.Conflict, "Conflict", $"kusciajobs \"{job.Metadata.Name}\" has changed");
        }

        JsonNode? tasks = JsonNode.Parse(raw.Body["spec"].GetProperty("tasks").GetRawText());
        if (tasks?[index] is not JsonObject task)
        {
            return;
        }

        task["taskID"] = taskId;
        JsonObject patch = new()
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = job.Metadata.ResourceVersion },
            ["spec"] = new JsonObject { ["tasks"] = tasks },
        };
        await client.PatchAsync(Kinds.KusciaJob, job.Identity, patch, null, cancellationToken);
    }
}
