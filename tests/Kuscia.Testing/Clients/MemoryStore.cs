using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Testing.Clients;

/// <summary>Objects, revisions and watchers of a small API server that lives in memory. Thread-safe.</summary>
internal sealed class MemoryStore(TimeProvider time)
{
    // Kinds without a status subresource (specification, control plane §1.1).
    private static readonly HashSet<string> WithoutStatus =
    [
        Kinds.AppImage.Plural, Kinds.DomainAppImage.Plural, Kinds.InteropConfig.Plural, Kinds.TaskResource.Plural,
        Kinds.KusciaJobSummary.Plural, Kinds.KusciaTaskSummary.Plural, Kinds.KusciaDeploymentSummary.Plural,
    ];

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly List<MemoryChange> _log = [];
    private readonly List<Channel<MemoryChange>> _watchers = [];
    private long _revision;

    public string Revision
    {
        get
        {
            lock (_gate)
            {
                return _revision.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    public JsonObject? Get(ResourceKind kind, ResourceName name)
    {
        lock (_gate)
        {
            return _objects.GetValueOrDefault(Key(kind, name))?.DeepClone().AsObject();
        }
    }

    public (List<JsonObject> Items, string Revision) List(ResourceKind kind, string? @namespace)
    {
        string prefix = Prefix(kind, @namespace);
        lock (_gate)
        {
            return ([.. _objects.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(o => o.Value.DeepClone().AsObject())],
                _revision.ToString(CultureInfo.InvariantCulture));
        }
    }

    public JsonObject Create(ResourceKind kind, JsonObject resource)
    {
        ResourceName name = NameOf(resource);
        lock (_gate)
        {
            if (kind.Namespaced != (name.Namespace is not null))
            {
                throw new ResourceException(HttpStatusCode.BadRequest, "BadRequest", $"{kind.Plural} \"{name}\": wrong scope");
            }

            if (_objects.ContainsKey(Key(kind, name)))
            {
                throw new ResourceException(HttpStatusCode.Conflict, "AlreadyExists", $"{kind.Plural} \"{name.Name}\" already exists");
            }

            JsonObject metadata = resource["metadata"]!.AsObject();
            metadata["uid"] = Guid.NewGuid().ToString();
            metadata["creationTimestamp"] = KubernetesTimeConverter.ToText(time.GetUtcNow());
            metadata["generation"] = 1L;
            resource["apiVersion"] = kind.ApiVersion;
            resource["kind"] = kind.Kind;
            if (!WithoutStatus.Contains(kind.Plural) && kind.Group == Kinds.KusciaGroup)
            {
                resource.Remove("status");
            }

            return Store(WatchEventType.Added, kind, name, resource);
        }
    }

    public JsonObject Patch(ResourceKind kind, ResourceName name, JsonNode patch, string? subresource)
    {
        lock (_gate)
        {
            JsonObject old = _objects.GetValueOrDefault(Key(kind, name)) ?? throw NotFound(kind, name);
            string? expected = (string?)patch["metadata"]?["resourceVersion"];
            if (expected is not null && expected != (string?)old["metadata"]!["resourceVersion"])
            {
                throw Conflict(kind, name);
            }

            JsonObject next = old.DeepClone().AsObject();
            Merge(next, patch.AsObject());
            KeepOwned(kind, subresource, old, next);
            return JsonNode.DeepEquals(old, next) ? old.DeepClone().AsObject() : Store(WatchEventType.Modified, kind, name, next);
        }
    }

    public JsonObject Replace(ResourceKind kind, JsonObject resource)
    {
        ResourceName name = NameOf(resource);
        lock (_gate)
        {
            JsonObject old = _objects.GetValueOrDefault(Key(kind, name)) ?? throw NotFound(kind, name);
            if ((string?)resource["metadata"]!["resourceVersion"] != (string?)old["metadata"]!["resourceVersion"])
            {
                throw Conflict(kind, name);
            }

            KeepOwned(kind, null, old, resource);
            return Store(WatchEventType.Modified, kind, name, resource);
        }
    }

    public bool Delete(ResourceKind kind, ResourceName name, string? uid)
    {
        lock (_gate)
        {
            if (!_objects.TryGetValue(Key(kind, name), out JsonObject? old) || (uid is not null && uid != (string?)old["metadata"]!["uid"]))
            {
                return false;
            }

            _objects.Remove(Key(kind, name));
            Publish(WatchEventType.Deleted, kind, name, old.DeepClone().AsObject());
            return true;
        }
    }

    public Channel<MemoryChange> Watch(ResourceKind kind, string? @namespace, string? since)
    {
        Channel<MemoryChange> channel = Channel.CreateUnbounded<MemoryChange>();
        lock (_gate)
        {
            if (since is null)
            {
                foreach (JsonObject item in List(kind, @namespace).Items)
                {
                    channel.Writer.TryWrite(new MemoryChange(_revision, WatchEventType.Added, kind.Plural, item));
                }
            }
            else
            {
                long from = long.Parse(since, CultureInfo.InvariantCulture);
                _log.Where(c => c.Revision > from).ToList().ForEach(c => channel.Writer.TryWrite(c));
            }

            _watchers.Add(channel);
        }

        return channel;
    }

    /// <summary>Watches that are open now.</summary>
    public int OpenWatches
    {
        get
        {
            lock (_gate)
            {
                return _watchers.Count;
            }
        }
    }

    public void Unwatch(Channel<MemoryChange> channel)
    {
        lock (_gate)
        {
            _watchers.Remove(channel);
        }
    }

    public static ResourceName NameOf(JsonObject resource)
    {
        JsonNode? metadata = resource["metadata"];
        return new ResourceName((string?)metadata?["namespace"], (string?)metadata?["name"] ?? throw new ArgumentException("an object needs a name"));
    }

    private JsonObject Store(WatchEventType type, ResourceKind kind, ResourceName name, JsonObject resource)
    {
        Publish(type, kind, name, resource);
        return resource.DeepClone().AsObject();
    }

    private void Publish(WatchEventType type, ResourceKind kind, ResourceName name, JsonObject resource)
    {
        _revision++;
        resource["metadata"]!["resourceVersion"] = _revision.ToString(CultureInfo.InvariantCulture);
        if (type != WatchEventType.Deleted)
        {
            _objects[Key(kind, name)] = resource;
        }

        MemoryChange change = new(_revision, type, kind.Plural, resource.DeepClone().AsObject());
        _log.Add(change);
        _watchers.ForEach(w => w.Writer.TryWrite(change));
    }

    private static void KeepOwned(ResourceKind kind, string? subresource, JsonObject old, JsonObject next)
    {
        if (subresource == "status")
        {
            JsonNode? status = next["status"]?.DeepClone();
            foreach (string member in next.Select(m => m.Key).ToList())
            {
                next.Remove(member);
            }

            foreach ((string member, JsonNode? value) in old)
            {
                next[member] = value?.DeepClone();
            }

            next["status"] = status;
            return;
        }

        if (!WithoutStatus.Contains(kind.Plural))
        {
            next.Remove("status");
            if (old["status"] is { } status)
            {
                next["status"] = status.DeepClone();
            }
        }

        foreach (string member in new[] { "uid", "creationTimestamp", "name", "namespace", "resourceVersion", "generation" })
        {
            next["metadata"]![member] = old["metadata"]![member]?.DeepClone();
        }

        if (!JsonNode.DeepEquals(old["spec"], next["spec"]))
        {
            next["metadata"]!["generation"] = (long)(old["metadata"]!["generation"] ?? 0) + 1;
        }
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach ((string name, JsonNode? value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner)
            {
                if (target[name] is not JsonObject)
                {
                    target[name] = new JsonObject();
                }

                Merge(target[name]!.AsObject(), inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }

    private static string Prefix(ResourceKind kind, string? @namespace) =>
        @namespace is null ? $"{kind.Group}/{kind.Plural}/" : $"{kind.Group}/{kind.Plural}/{@namespace}/";

    private static string Key(ResourceKind kind, ResourceName name) => $"{kind.Group}/{kind.Plural}/{name.Namespace}/{name.Name}";

    private static ResourceException NotFound(ResourceKind kind, ResourceName name) =>
        new(HttpStatusCode.NotFound, "NotFound", $"{kind.Plural} \"{name.Name}\" not found");

    private static ResourceException Conflict(ResourceKind kind, ResourceName name) =>
        new(HttpStatusCode.Conflict, "Conflict", $"{kind.Plural} \"{name.Name}\": the object has been modified");
}

/// <summary>One write.</summary>
internal sealed record MemoryChange(long Revision, WatchEventType Type, string Plural, JsonObject Object);
