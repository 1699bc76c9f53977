using System.Text.Json.Nodes;
using Kuscia.ApiServer.Resources;
using Kuscia.ApiServer.Server;
using Kuscia.Model.Json;

namespace Kuscia.ApiServer.Patches;

/// <summary>
/// Server-side apply: merges what a manager wants, removes what it wanted before and no longer does, and refuses to change what another manager applied
/// unless forced. Ownership is recorded for appliers only; plain updates take no ownership.
/// </summary>
internal sealed class ServerSideApply(ResourceCall call, JsonObject applied, TimeProvider time)
{
    private readonly string _manager = call.FieldManager ?? "";

    /// <summary>Throws when the request itself is wrong.</summary>
    public void Check()
    {
        if (_manager.Length == 0)
        {
            throw ApiErrors.Invalid("meta.k8s.io", "PatchOptions", "", [StatusCause.Required("fieldManager", "is required for apply patch")]);
        }

        if (applied.Meta()["managedFields"] is JsonArray { Count: > 0 })
        {
            throw ApiErrors.BadRequest("metadata.managedFields must be nil");
        }

        string? name = applied.Meta().Text("name");
        if (applied.Text("kind") is null || applied.Text("apiVersion") is null)
        {
            throw ApiErrors.BadRequest("apiVersion and kind must be set in an apply patch");
        }

        if (name is not null && name != call.Name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({call.Name})");
        }
    }

    /// <summary>The object to create when there is none.</summary>
    public JsonObject New()
    {
        JsonObject value = StrategicMergePatch.Plain(applied);
        value.Meta()["name"] = call.Name;
        Record(value.Meta(), FieldSet.Of(applied, call.Kind.IsCustom));
        return value;
    }

    /// <summary>The stored object with the applied one merged in.</summary>
    public JsonObject Merge(JsonObject target)
    {
        JsonObject wanted = FieldSet.Of(applied, call.Kind.IsCustom);
        JsonObject[] others = [.. Entries(target).Where(e => !IsMine(e))];
        Resolve(target, wanted, others);
        RemoveDropped(target, wanted, others);
        JsonObject change = StrategicMergePatch.Plain(applied);
        string? version = change.Meta().Text("resourceVersion");
        JsonObject result = call.Kind.IsCustom ? Merged(target, change) : StrategicMergePatch.MergeInPlace(target, change);
        Record(result.Meta(), wanted);
        result.Meta().Remove("resourceVersion");
        if (version is not null)
        {
            result.Meta()["resourceVersion"] = version;
        }

        return result;
    }

    private static JsonObject Merged(JsonObject target, JsonObject change)
    {
        MergePatch.Apply(target, change);
        return target;
    }

    private void Resolve(JsonObject target, JsonObject wanted, JsonObject[] others)
    {
        var conflicts = new List<(string Manager, IReadOnlyList<string> Path)>();
        foreach (IReadOnlyList<string> path in FieldSet.Leaves(wanted))
        {
            JsonNode? value = FieldPath.Find(applied, path);
            if (value is JsonObject { Count: 0 } || JsonNode.DeepEquals(FieldPath.Find(target, path), value))
            {
                continue;
            }

            foreach (JsonObject owner in others.Where(o => o["fieldsV1"] is JsonObject fields && FieldSet.Holds(fields, path)))
            {
                conflicts.Add((owner.Text("manager") ?? "", path));
                FieldSet.Remove((JsonObject)owner["fieldsV1"]!, path); // not null: just matched
            }
        }

        if (conflicts.Count > 0 && !call.Force)
        {
            throw Conflict(conflicts);
        }
    }

    private void RemoveDropped(JsonObject target, JsonObject wanted, JsonObject[] others)
    {
        JsonObject? before = Entries(target).FirstOrDefault(IsMine)?["fieldsV1"] as JsonObject;
        if (before is null)
        {
            return;
        }

        foreach (IReadOnlyList<string> path in FieldSet.Leaves(before))
        {
            if (!IsHeld(path, wanted, others))
            {
                FieldPath.Remove(target, Outermost(path, wanted, others));
            }
        }
    }

    // A list item of which nobody wants anything goes as a whole; it must go by its key, before the key is gone.
    private static IReadOnlyList<string> Outermost(IReadOnlyList<string> path, JsonObject wanted, JsonObject[] others)
    {
        for (int length = 1; length < path.Count; length++)
        {
            IReadOnlyList<string> outer = [.. path.Take(length)];
            if (outer[^1].StartsWith("k:", StringComparison.Ordinal) && !IsHeld(outer, wanted, others))
            {
                return outer;
            }
        }

        return path;
    }

    private static bool IsHeld(IReadOnlyList<string> path, JsonObject wanted, JsonObject[] others) =>
        FieldSet.Holds(wanted, path) || others.Any(o => o["fieldsV1"] is JsonObject fields && FieldSet.Holds(fields, path));

    private void Record(JsonObject meta, JsonObject fields)
    {
        JsonArray entries = [.. (meta["managedFields"] as JsonArray ?? []).OfType<JsonObject>().Where(e => !IsMine(e) && e["fieldsV1"] is JsonObject { Count: > 0 }).Select(e => e.DeepClone())];
        JsonObject? mine = (meta["managedFields"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(IsMine);
        bool same = mine is not null && JsonNode.DeepEquals(mine["fieldsV1"], fields);
        var entry = new JsonObject
        {
            ["manager"] = _manager,
            ["operation"] = "Apply",
            ["apiVersion"] = call.Kind.Kind.ApiVersion,
            ["time"] = same ? mine!["time"]?.DeepClone() : KubernetesTimeConverter.ToText(time.GetUtcNow()), // not null: same
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = fields,
        };
        if (call.Subresource is not null)
        {
            entry["subresource"] = call.Subresource;
        }

        entries.Add(entry);
        meta["managedFields"] = entries;
    }

    private bool IsMine(JsonObject entry) =>
        entry.Text("manager") == _manager && entry.Text("operation") == "Apply" && entry.Text("subresource") == call.Subresource;

    private static IEnumerable<JsonObject> Entries(JsonObject target) => (target.Meta()["managedFields"] as JsonArray ?? []).OfType<JsonObject>();

    private static ApiStatusException Conflict(List<(string Manager, IReadOnlyList<string> Path)> conflicts)
    {
        string Text((string Manager, IReadOnlyList<string> Path) conflict) => $"conflict with {StatusCause.Quote(conflict.Manager)}: {FieldPath.Show(conflict.Path)}";
        StatusCause[] causes = [.. conflicts.Select(c => new StatusCause("FieldManagerConflict", $"conflict with {StatusCause.Quote(c.Manager)}", FieldPath.Show(c.Path)))];
        string message = conflicts.Count == 1
            ? $"Apply failed with 1 conflict: {Text(conflicts[0])}"
            : $"Apply failed with {conflicts.Count} conflicts: {string.Join("\n", conflicts.GroupBy(c => c.Manager).Select(g => $"conflicts with {StatusCause.Quote(g.Key)}:\n{string.Join('\n', g.Select(c => $"- {FieldPath.Show(c.Path)}"))}"))}";
        return new ApiStatusException(new ApiStatus(409, "Conflict", message) { Details = new ApiStatusDetails { Causes = causes } });
    }
}
