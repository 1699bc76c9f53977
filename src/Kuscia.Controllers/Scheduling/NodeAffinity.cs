using System.Text.Json;
using Kuscia.Model.Core;
using Kuscia.Model.Selectors;

namespace Kuscia.Controllers.Scheduling;

/// <summary>The node affinity that a pod requires (Kubernetes, "Assigning Pods to Nodes"): one of the terms must hold, and in it every condition. Pure.</summary>
internal static class NodeAffinity
{
    private const string NameField = "metadata.name";

    /// <summary>True when the node is one that the affinity allows; preferences are not looked at.</summary>
    public static bool Matches(JsonElement? affinity, Node node) => Terms(affinity) is not { } terms || terms.Any(t => Holds(t, node));

    /// <summary>The one node that the affinity names, or null.</summary>
    public static string? NameOf(JsonElement? affinity) => (Terms(affinity) ?? [])
        .SelectMany(t => Items(t, "matchFields"))
        .Where(f => Text(f, "key") == NameField && Text(f, "operator") == "In")
        .SelectMany(f => Items(f, "values"))
        .Select(v => v.GetString())
        .FirstOrDefault();

    private static List<JsonElement>? Terms(JsonElement? affinity) =>
        affinity is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty("requiredDuringSchedulingIgnoredDuringExecution", out JsonElement required)
            ? [.. Items(required, "nodeSelectorTerms")]
            : null;

    private static bool Holds(JsonElement term, Node node)
    {
        JsonElement[] labels = [.. Items(term, "matchExpressions")];
        JsonElement[] fields = [.. Items(term, "matchFields")];

        // A term without conditions selects no node.
        return labels.Length + fields.Length > 0
            && labels.All(l => Requirement(l).Matches(node.Metadata.Label(Text(l, "key"))))
            && fields.All(f => Text(f, "key") == NameField && Requirement(f).Matches(node.Metadata.Name));
    }

    private static LabelRequirement Requirement(JsonElement condition) => new(
        Text(condition, "key"),
        Text(condition, "operator") switch
        {
            "In" => LabelOperator.In,
            "NotIn" => LabelOperator.NotIn,
            "Exists" => LabelOperator.Exists,
            "DoesNotExist" => LabelOperator.DoesNotExist,
            "Gt" => LabelOperator.GreaterThan,
            "Lt" => LabelOperator.LessThan,
            _ => LabelOperator.In,
        },
        [.. Items(condition, "values").Select(v => v.GetString() ?? "")]);

    private static IEnumerable<JsonElement> Items(JsonElement value, string member) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out JsonElement items) && items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : [];

    private static string Text(JsonElement value, string member) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() ?? "" : "";
}
