using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Objects;

/// <summary>A HorizontalPodAutoscaler between <c>autoscaling/v1</c>, which knows a target for the CPU alone, and <c>autoscaling/v2</c>, in which it is stored.</summary>
internal static class ScalerVersions
{
    private const string Percent = "targetCPUUtilizationPercentage";

    /// <summary>The form of version 1; metrics that it has no member for stay as they are.</summary>
    public static void ToFirst(JsonObject value)
    {
        if (value["spec"] is not JsonObject spec || spec["metrics"] is not JsonArray metrics || metrics.OfType<JsonObject>().FirstOrDefault(IsCpu) is not JsonObject cpu)
        {
            return;
        }

        spec[Percent] = cpu["resource"]?["target"]?["averageUtilization"]?.DeepClone();
        metrics.Remove(cpu);
        if (metrics.Count == 0)
        {
            spec.Remove("metrics");
        }
    }

    /// <summary>The form of version 2.</summary>
    public static JsonObject ToSecond(JsonObject value)
    {
        JsonObject result = (JsonObject)value.DeepClone();
        if (result["spec"] is JsonObject spec && spec.Number(Percent) is long percent)
        {
            spec.Remove(Percent);
            JsonArray metrics = spec["metrics"] as JsonArray ?? [];
            spec["metrics"] = metrics;
            metrics.Insert(0, new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject { ["name"] = "cpu", ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = percent } },
            });
        }

        return result;
    }

    private static bool IsCpu(JsonObject metric) =>
        (string?)metric["type"] == "Resource" && metric["resource"] is JsonObject resource && resource.Text("name") == "cpu" && resource["target"]?["averageUtilization"] is not null;
}
