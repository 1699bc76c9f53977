using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;
using Kuscia.Model.Json;

namespace Kuscia.ApiServer.Subresources;

/// <summary><c>pods/NAME/binding</c>: assigns a pod to a node, once.</summary>
internal sealed class PodBinding(UpdateVerb update, TimeProvider time)
{
    /// <summary>Sets spec.nodeName and the condition PodScheduled.</summary>
    public async Task<JsonObject> RunAsync(ResourceCall call, JsonObject body, CancellationToken cancellationToken)
    {
        string node = (body["target"] as JsonObject)?.Text("name")
            ?? throw ApiErrors.Invalid("", "Binding", call.Name, [StatusCause.Required("target.name", "")]);
        await update.ChangeAsync(call, pod => Bind(call, pod, node, body.Meta().Text("uid")), cancellationToken);
        return SubresourceVerbs.Success(201);
    }

    private JsonObject Bind(ResourceCall call, JsonObject pod, string node, string? uid)
    {
        JsonObject meta = pod.Meta();
        if (uid is not null && uid != meta.Text("uid"))
        {
            throw Refused(call, $"the UID in the precondition ({uid}) does not match the UID in record ({meta.Text("uid")})");
        }

        if (meta.Text("deletionTimestamp") is not null)
        {
            throw Refused(call, $"pod {call.Name} is being deleted, cannot be assigned to a host");
        }

        JsonObject spec = pod["spec"] as JsonObject ?? [];
        if (spec.Text("nodeName") is string assigned)
        {
            throw Refused(call, $"pod {call.Name} is already assigned to node \"{assigned}\"");
        }

        spec["nodeName"] = node;
        pod["spec"] = spec;
        SetScheduled(pod);
        meta.Remove("resourceVersion");
        return pod;
    }

    private void SetScheduled(JsonObject pod)
    {
        JsonObject status = pod["status"] as JsonObject ?? [];
        JsonArray conditions = status["conditions"] as JsonArray ?? [];
        JsonNode? present = conditions.FirstOrDefault(c => (c as JsonObject)?.Text("type") == "PodScheduled");
        if (present is not null)
        {
            conditions.Remove(present);
        }

        conditions.Add((JsonNode)new JsonObject
        {
            ["type"] = "PodScheduled",
            ["status"] = "True",
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = KubernetesTimeConverter.ToText(time.GetUtcNow()),
        });
        status["conditions"] = conditions;
        pod["status"] = status;
    }

    private static ApiStatusException Refused(ResourceCall call, string why) =>
        new(new ApiStatus(409, "Conflict", $"Operation cannot be fulfilled on pods/binding \"{call.Name}\": {why}")
        {
            Details = new ApiStatusDetails { Name = call.Name, Kind = "pods/binding" },
        });
}
