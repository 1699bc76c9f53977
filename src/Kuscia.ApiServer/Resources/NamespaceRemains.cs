using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Json;

namespace Kuscia.ApiServer.Resources;

/// <summary>What still stands in a namespace that shall go, and the conditions that say so.</summary>
internal sealed class NamespaceRemains
{
    private readonly List<string> _kinds = [];
    private readonly SortedDictionary<string, int> _finalizers = new(StringComparer.Ordinal);

    /// <summary>True when nothing is left.</summary>
    public bool IsEmpty => _kinds.Count == 0;

    /// <summary>Notes objects of a kind.</summary>
    public void Add(KindDescriptor kind, IReadOnlyList<StoredObject> items)
    {
        _kinds.Add($"{kind.Kind.Plural}.{kind.Kind.Group} has {items.Count} resource instances");
        foreach (StoredObject item in items)
        {
            if (!item.Metadata.TryGetProperty("finalizers", out JsonElement finalizers) || finalizers.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            foreach (string finalizer in finalizers.EnumerateArray().Select(f => f.ToString()))
            {
                _finalizers[finalizer] = _finalizers.GetValueOrDefault(finalizer) + 1;
            }
        }
    }

    /// <summary>Writes the conditions into the status of the Namespace; one that says the same keeps its time.</summary>
    public JsonObject Explain(JsonObject value, TimeProvider time)
    {
        JsonObject status = value["status"] as JsonObject ?? [];
        JsonArray before = status["conditions"] as JsonArray ?? [];
        JsonArray conditions = new();
        foreach ((string type, bool state, string reason, string message) in Conditions())
        {
            JsonObject? same = before.OfType<JsonObject>().FirstOrDefault(c => c.Text("type") == type && c.Text("message") == message);
            conditions.Add(same?.DeepClone() ?? new JsonObject
            {
                ["type"] = type,
                ["status"] = state ? "True" : "False",
                ["lastTransitionTime"] = KubernetesTimeConverter.ToText(time.GetUtcNow()),
                ["reason"] = reason,
                ["message"] = message,
            });
        }

        status["conditions"] = conditions;
        value["status"] = status;
        return value;
    }

    private IEnumerable<(string Type, bool State, string Reason, string Message)> Conditions()
    {
        yield return ("NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered");
        yield return ("NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed");
        yield return ("NamespaceDeletionContentFailure", false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization");
        yield return IsEmpty
            ? ("NamespaceContentRemaining", false, "ContentRemoved", "All content successfully removed")
            : ("NamespaceContentRemaining", true, "SomeResourcesRemain", $"Some resources are remaining: {string.Join(", ", _kinds)}");
        yield return _finalizers.Count == 0
            ? ("NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", "All content-preserving finalizers finished")
            : ("NamespaceFinalizersRemaining", true, "SomeFinalizersRemain",
                $"Some content in the namespace has finalizers remaining: {string.Join(", ", _finalizers.Select(f => $"{f.Key} in {f.Value} resource instances"))}");
    }
}
