using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model.Meta;
using Kuscia.Model.Quantities;

namespace Kuscia.Controllers.Serving;

/// <summary>Finds what an object lacks of what it is to be. What a server fills in and what others add counts for nothing.</summary>
internal static class ServingDrift
{
    // Members that are wholly ours: what they have beyond is not wanted.
    private static readonly HashSet<string> Whole = ["limits", "requests", "data", "selector", "rollingUpdate", "affinity", "volumes"];

    // Members that stand in the app image or nowhere.
    private static readonly string[] OfPod = ["affinity", "volumes"];
    private static readonly string[] OfContainer = ["command", "args", "env", "envFrom", "resources", "ports", "volumeMounts", "livenessProbe", "readinessProbe", "startupProbe", "securityContext"];

    /// <summary>True when the live object has everything that the wanted one has.</summary>
    public static bool IsNone<T>(ResourceKind<T> kind, T wanted, T live)
        where T : Resource => Covers(ToJson(kind, wanted), ToJson(kind, live), "", isAmount: false);

    /// <summary>The merge patch that puts labels, annotations and one more member right, if nobody wrote meanwhile.</summary>
    public static JsonObject Patch<T>(ResourceKind<T> kind, T wanted, T live, string member)
        where T : Resource
    {
        JsonObject whole = ToJson(kind, wanted);
        JsonObject after = new() { [member] = whole[member]?.DeepClone() ?? new JsonObject() };
        JsonObject patch = MergeDiff.Between(Kept(new JsonObject { [member] = ToJson(kind, live)[member]?.DeepClone() }), after) ?? [];
        patch["metadata"] = new JsonObject
        {
            ["resourceVersion"] = live.Metadata.ResourceVersion,
            ["labels"] = whole["metadata"]?["labels"]?.DeepClone(),
            ["annotations"] = whole["metadata"]?["annotations"]?.DeepClone(),
        };
        return patch;
    }

    private static JsonObject ToJson<T>(ResourceKind<T> kind, T resource)
        where T : Resource => JsonSerializer.SerializeToNode(resource, kind.TypeInfo)!.AsObject(); // a resource never serialises to null

    // What a patch leaves out stays: only what is wholly ours loses what is not wanted.
    private static JsonObject Kept(JsonObject live)
    {
        JsonObject kept = [];
        foreach ((string name, JsonNode? value) in live)
        {
            if (Whole.Contains(name))
            {
                kept[name] = value?.DeepClone();
            }
            else if (value is JsonObject inner && Kept(inner) is { Count: > 0 } below)
            {
                kept[name] = below;
            }
        }

        return kept;
    }

    private static bool Covers(JsonNode? wanted, JsonNode? live, string name, bool isAmount) => (wanted, live) switch
    {
        (JsonObject w, JsonObject l) => w.All(m => Covers(m.Value, l[m.Key], m.Key, isAmount: name is "limits" or "requests"))
            && (!Whole.Contains(name) || l.All(m => IsEmpty(m.Value) || w.ContainsKey(m.Key)))
            && (!w.ContainsKey("containers") || HasNothingBeyond(w, l, OfPod)),
        (JsonArray w, JsonArray l) => w.Count == l.Count
            && w.Zip(l).All(i => Covers(i.First, i.Second, "", isAmount: false) && (name != "containers" || HasNothingBeyond(i.First, i.Second, OfContainer))),
        _ => IsEmpty(wanted) ? IsEmpty(live) : JsonNode.DeepEquals(wanted, live) || (isAmount && AreEqual(wanted, live)),
    };

    private static bool HasNothingBeyond(JsonNode? wanted, JsonNode? live, string[] members) => members.All(m => !IsEmpty(wanted?[m]) || IsEmpty(live?[m]));

    private static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonObject members => members.All(m => IsEmpty(m.Value)),
        JsonArray items => items.Count == 0,
        _ => node.GetValueKind() == JsonValueKind.String && node.GetValue<string>().Length == 0,
    };

    private static bool AreEqual(JsonNode? wanted, JsonNode? live) =>
        Quantity.TryParse(wanted?.ToString(), out Quantity first) && Quantity.TryParse(live?.ToString(), out Quantity second) && first == second;
}
