using System.Text.Json.Nodes;

namespace Kuscia.Controllers.Tests.Workloads.Recorded;

/// <summary>What a cluster of today shows otherwise than the recorded one of version 1.21: it is taken out of both.</summary>
internal static class RecordedAge
{
    private static readonly string[] NewLabels = ["apps.kubernetes.io/pod-index", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"];
    private static readonly string[] NewConditions = ["SuccessCriteriaMet", "FailureTarget"];

    /// <summary>A recorded object without what is gone since.</summary>
    public static JsonObject Older(JsonObject value)
    {
        JsonObject view = (JsonObject)value.DeepClone();
        (view["metadata"] as JsonObject)?.Remove("finalizers");
        foreach (JsonObject condition in Conditions(view))
        {
            condition.Remove("lastProbeTime");
        }

        return WithoutPace(view);
    }

    /// <summary>A present object without what has come since.</summary>
    public static JsonObject Newer(string plural, JsonObject view)
    {
        JsonObject metadata = view["metadata"] as JsonObject ?? [];
        metadata.Remove("finalizers");
        foreach (string label in NewLabels)
        {
            (metadata["labels"] as JsonObject)?.Remove(label);
        }

        if (plural == "statefulsets")
        {
            (view["status"] as JsonObject)?.Remove("availableReplicas");
        }

        return WithoutPace(plural == "jobs" ? NewerJob(view, metadata) : view);
    }

    // In how many steps a deployment scales its replica sets depends on how fast events come.
    private static JsonObject WithoutPace(JsonObject view)
    {
        if (view["metadata"] is JsonObject metadata && (metadata["ownerReferences"] as JsonArray ?? []).Any(o => (string?)o?["kind"] == "Deployment"))
        {
            metadata.Remove("generation");
            (view["status"] as JsonObject)?.Remove("observedGeneration");
        }

        return view;
    }

    private static JsonObject NewerJob(JsonObject view, JsonObject metadata)
    {
        metadata.Remove("generation");
        if (view["spec"]?["selector"]?["matchLabels"] is JsonObject labels && labels.Remove("batch.kubernetes.io/controller-uid", out JsonNode? uid))
        {
            labels["controller-uid"] = uid;
        }

        JsonObject status = view["status"] as JsonObject ?? [];
        foreach (string member in (string[])["ready", "terminating", "uncountedTerminatedPods"])
        {
            status.Remove(member);
        }

        foreach (JsonObject condition in Conditions(view).ToArray())
        {
            if (NewConditions.Contains((string?)condition["type"]))
            {
                ((JsonArray?)status["conditions"])?.Remove(condition);
            }
            else if ((string?)condition["type"] == "Complete")
            {
                condition.Remove("reason");
                condition.Remove("message");
            }
        }

        return view;
    }

    private static IEnumerable<JsonObject> Conditions(JsonObject view) => (view["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>();
}
