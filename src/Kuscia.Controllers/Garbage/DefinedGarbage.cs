using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Garbage;

/// <summary>
/// The kinds that users define, followed as long as they are defined: each has a list and a watch of its own, which end with its definition. Thread-safe.
/// </summary>
internal sealed class DefinedGarbage(IResourceClient client, TimeProvider time, ILoggerFactory loggers, Action<ResourceKind, Resource?, Resource?> changed)
{
    /// <summary>The kind of the definitions.</summary>
    public static readonly ResourceKind<JsonResource> Definition =
        new ResourceKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false).AsJson();

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(string ApiVersion, string Kind), IGarbageKind> _kinds = [];
    private readonly Dictionary<string, Followed> _followed = new(StringComparer.Ordinal);
    private readonly List<Task> _ending = [];

    /// <summary>The calls for a kind in any of its versions; null for one that was never defined.</summary>
    public IGarbageKind? Find(string apiVersion, string kind) => _kinds.GetValueOrDefault((apiVersion, kind));

    /// <summary>Takes in a definition that has come, changed or gone.</summary>
    public void Changed(JsonResource? old, JsonResource? current)
    {
        string name = (current ?? old)?.Metadata.Name ?? "";
        IReadOnlyList<ResourceKind> served = current is null ? [] : Served(current);
        lock (_gate)
        {
            if (_followed.TryGetValue(name, out Followed? followed) && (served.Count == 0 || followed.Kind != served[0]))
            {
                _followed.Remove(name);
                End(followed);
            }

            if (served.Count == 0)
            {
                return;
            }

            if (!_followed.TryGetValue(name, out followed))
            {
                _followed[name] = followed = Follow(served[0]);
            }

            foreach (ResourceKind version in served)
            {
                _kinds[(version.ApiVersion, version.Kind)] = followed.Calls;
            }
        }
    }

    /// <summary>Ends all lists and watches.</summary>
    public async Task EndAsync()
    {
        Task[] ending;
        lock (_gate)
        {
            ending = [.. _ending, .. _followed.Values.Select(f => f.Informers.DisposeAsync().AsTask())];
            _followed.Clear();
        }

        await Task.WhenAll(ending);
    }

    private Followed Follow(ResourceKind kind)
    {
        ResourceKind<JsonResource> json = kind.AsJson();
        InformerSet informers = new(client, time, loggers);
        IInformer<JsonResource> informer = informers.For(json);
        informer.Subscribe((old, current) => changed(kind, old, current));
        return new Followed(kind, new GarbageKind<JsonResource>(json, client), informers, informer);
    }

    // What it owned has lost its owner; whoever still names the kind as an owner is told that there is none.
    private void End(Followed followed)
    {
        foreach ((string, string) version in _kinds.Where(k => ReferenceEquals(k.Value, followed.Calls)).Select(k => k.Key).ToArray())
        {
            _kinds[version] = new GoneKind(followed.Kind);
        }

        foreach (JsonResource last in followed.Informer.List())
        {
            changed(followed.Kind, last, null);
        }

        _ending.Add(followed.Informers.DisposeAsync().AsTask());
    }

    // The served versions of an established definition, that in which objects are stored first.
    private static IReadOnlyList<ResourceKind> Served(JsonResource definition)
    {
        JsonObject? spec = Member(definition, "spec");
        JsonObject? status = Member(definition, "status");
        bool established = (status?["conditions"] as JsonArray ?? []).OfType<JsonObject>().Any(c => Text(c, "type") == "Established" && Text(c, "status") == "True");
        if (!established || Text(spec, "group") is not { } group || group == Kinds.KusciaGroup || status?["acceptedNames"] is not JsonObject names)
        {
            return [];
        }

        bool namespaced = Text(spec, "scope") == "Namespaced";
        return [.. (spec?["versions"] as JsonArray ?? []).OfType<JsonObject>().Where(v => IsTrue(v, "served")).OrderByDescending(v => IsTrue(v, "storage"))
            .Select(v => new ResourceKind(group, Text(v, "name") ?? "", Text(names, "kind") ?? "", Text(names, "plural") ?? "", namespaced))];
    }

    private static JsonObject? Member(JsonResource resource, string name) =>
        resource.Body.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? JsonObject.Create(value) : null;

    private static string? Text(JsonObject? value, string name) => value?[name] is JsonValue text && text.TryGetValue(out string? result) ? result : null;

    private static bool IsTrue(JsonObject value, string name) => value[name] is JsonValue flag && flag.GetValueKind() == JsonValueKind.True;

    private sealed record Followed(ResourceKind Kind, IGarbageKind Calls, InformerSet Informers, IInformer<JsonResource> Informer);

    /// <summary>A kind whose definition is gone: it has no objects.</summary>
    private sealed class GoneKind(ResourceKind kind) : IGarbageKind
    {
        public ResourceKind Kind => kind;

        public Task<string?> UidAsync(ResourceName name, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

        public Task DeleteAsync(GarbageNode node, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task PatchMetadataAsync(GarbageNode node, JsonObject metadata, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task SetOwnersAsync(GarbageNode node, IReadOnlyList<OwnerReference> owners, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
