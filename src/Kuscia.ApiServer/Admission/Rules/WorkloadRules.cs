using System.Text.Json.Nodes;
using Kuscia.ApiServer.Server;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of Deployments and ReplicaSets.</summary>
internal static class WorkloadRules
{
    /// <summary>The faults of a workload, given the stored one for an update.</summary>
    public static IEnumerable<StatusCause> Check(JsonObject value, JsonObject? old)
    {
        JsonObject? spec = value.Child("spec");
        JsonObject? selector = spec.Child("selector");
        JsonObject? template = spec.Child("template");
        List<StatusCause> causes = [];
        if (spec.Integer("replicas") is < 0 and var replicas)
        {
            causes.Add(StatusCause.Invalid("spec.replicas", $"{replicas}", "must be greater than or equal to 0"));
        }

        if (selector is null)
        {
            causes.Add(StatusCause.Required("spec.selector", ""));
        }

        JsonObject? labels = template.Child("metadata").Child("labels");
        if (selector is null || !Selects(selector, labels))
        {
            causes.Add(StatusCause.Invalid("spec.template.metadata.labels", GoMap(labels), "`selector` does not match template `labels`"));
        }

        causes.AddRange(PodRules.Spec(template.Child("spec"), "spec.template.spec"));
        causes.AddRange(CoreRules.OneOf(template.Child("spec"), "restartPolicy", "spec.template.spec", "Always"));
        causes.AddRange(CoreRules.OneOf(spec.Child("strategy"), "type", "spec.strategy", "Recreate", "RollingUpdate"));
        if (old?.Child("spec").Child("selector") is { } before && !JsonNode.DeepEquals(before, selector))
        {
            causes.Add(StatusCause.Invalid("spec.selector", selector?.ToJsonString() ?? "null", "field is immutable"));
        }

        return causes;
    }

    private static bool Selects(JsonObject selector, JsonObject? labels)
    {
        bool equal = (selector.Child("matchLabels") ?? []).All(l => JsonNode.DeepEquals(l.Value, labels?[l.Key]));
        return equal && selector.Objects("matchExpressions").All(e => Selects(e.Item, labels?[e.Item.String("key") ?? ""]));
    }

    private static bool Selects(JsonObject expression, JsonNode? label)
    {
        bool listed = expression.Array("values").Any(v => JsonNode.DeepEquals(v, label));
        return expression.String("operator") switch
        {
            "In" => label is not null && listed,
            "NotIn" => label is null || !listed,
            "Exists" => label is not null,
            "DoesNotExist" => label is null,
            _ => false,
        };
    }

    private static string GoMap(JsonObject? labels) =>
        labels is null ? "map[string]string(nil)" : $"map[string]string{{{string.Join(", ", labels.Select(l => $"{StatusCause.Quote(l.Key)}:{l.Value?.ToJsonString()}"))}}}";
}
