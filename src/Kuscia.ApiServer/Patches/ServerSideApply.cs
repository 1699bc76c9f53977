using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Requests;

namespace Kuscia.ApiServer.Patches;

/// <summary>
/// Server-side apply: merges what a manager wants, removes what it wanted before and no longer does, and refuses to change what another manager owns unless forced.
/// </summary>
internal sealed class ServerSideApply(ResourceCall call, JsonObject applied, TimeProvider time, CancellationToken cancellationToken)
{
    private const string Kubectl = "kubectl";
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
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

        string version = applied.Text("apiVersion") ?? "";
        if (version != call.Kind.Kind.ApiVersion)
        {
            throw ApiErrors.BadRequest($"Incorrect version specified in apply patch. Specified patch version: {version}, expected: {call.Kind.Kind.ApiVersion}");
        }

        string? name = applied.Meta().Text("name");
        if (name is not null && name != call.Name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({call.Name})");
        }
    }

    /// <summary>The object to create when there is none.</summary>
    public JsonObject New()
    {
        JsonObject value = StrategicMergePatch.Plain(applied);
        FieldTree wanted = FieldDiff.Named(call.Kind, value);
        value.Meta()["name"] = call.Name;
        ManagedFields.Write(value, [ManagedFields.Entry(call, _manager, "Apply", wanted, time)]);
        return value;
    }

    /// <summary>The stored object with the applied one merged in.</summary>
    public JsonObject Merge(JsonObject target)
    {
        JsonObject config = StrategicMergePatch.Plain(applied);
        string? version = config.Meta().Text("resourceVersion");
        FieldTree wanted = FieldDiff.Named(call.Kind, config);
        List<FieldEntry> entries = ManagedFields.ReadOrAssume(call, target, time);
        FieldEntry? mine = entries.Find(e => e.Is(_manager, "Apply", call.Subresource, call.Kind.Kind.ApiVersion));
        if (mine is not null)
        {
            entries.Remove(mine);
        }

        JsonObject result = (JsonObject)target.DeepClone();
        PatchWork work = new(cancellationToken);
        ApplyMerge.Merge(call.Kind, result, config, work);
        if (mine is not null)
        {
            RemoveDropped(result, mine.Fields, wanted, (entries, work));
        }

        FieldDiff diff = FieldDiff.Of(call.Kind, target, result);
        Resolve(entries, diff, target);
        KeepLastApplied(result);
        FieldEntry entry = ManagedFields.Entry(call, _manager, "Apply", wanted, time);
        entry.Time = diff.IsEmpty ? mine?.Time : entry.Time;
        entries.Add(entry);
        ManagedFields.Write(result, entries);
        result.Meta().Remove("resourceVersion");
        if (version is not null)
        {
            result.Meta()["resourceVersion"] = version;
        }

        return result;
    }

    private void Resolve(List<FieldEntry> others, FieldDiff diff, JsonObject live)
    {
        List<(FieldEntry Owner, IReadOnlyList<string> Path)> conflicts = new();
        foreach (FieldEntry owner in others)
        {
            conflicts.AddRange(owner.Fields.Intersect(diff.Changed).Paths().Select(path => (owner, path)));
        }

        if (conflicts.Count > 0 && !call.Force)
        {
            FieldTree own = AppliedByClient(live);
            conflicts.RemoveAll(c => own.Holds(c.Path));
            if (conflicts.Count > 0)
            {
                throw Conflict(conflicts);
            }
        }

        foreach (FieldEntry owner in others)
        {
            owner.Fields.Subtract(diff.Changed);
            owner.Fields.Subtract(diff.Removed);
        }
    }

    // kubectl may take over what it applied itself before the server kept owners; its annotation says what that was.
    private FieldTree AppliedByClient(JsonObject live)
    {
        if (_manager != Kubectl || ReadLastApplied(live) is not JsonObject before)
        {
            return new FieldTree();
        }

        FieldTree own = FieldDiff.Named(call.Kind, before);
        own.Subtract(FieldDiff.Of(call.Kind, live, before).Changed);
        return own;
    }

    // An annotation that older clients read must not grow stale.
    private void KeepLastApplied(JsonObject result)
    {
        if (_manager == Kubectl && result.Meta()["annotations"] is JsonObject annotations && annotations.ContainsKey(LastApplied))
        {
            annotations[LastApplied] = JsonText.ToText(applied) + "\n";
        }
    }

    private static JsonObject? ReadLastApplied(JsonObject live)
    {
        string? text = (live.Meta()["annotations"] as JsonObject)?.Text(LastApplied);
        try
        {
            return text is null ? null : JsonText.ParseObject(System.Text.Encoding.UTF8.GetBytes(text));
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    // Things come before what is inside them, so a list item of which nobody wants anything goes as a whole while its key is still there.
    private static void RemoveDropped(JsonObject result, FieldTree before, FieldTree wanted, (List<FieldEntry> Others, PatchWork Work) with)
    {
        foreach (IReadOnlyList<string> path in before.Paths())
        {
            if (!wanted.Holds(path) && !with.Others.Exists(o => o.Fields.Holds(path)))
            {
                FieldPath.Remove(result, path, with.Work);
            }
        }
    }

    private static ApiStatusException Conflict(List<(FieldEntry Owner, IReadOnlyList<string> Path)> conflicts)
    {
        StatusCause[] causes = [.. conflicts.Select(c => new StatusCause("FieldManagerConflict", $"conflict with {c.Owner.Shown}", FieldPath.Show(c.Path)))];
        string message = conflicts.Count == 1
            ? $"Apply failed with 1 conflict: conflict with {conflicts[0].Owner.Shown}: {FieldPath.Show(conflicts[0].Path)}"
            : $"Apply failed with {conflicts.Count} conflicts: {string.Join("\n", conflicts.GroupBy(c => c.Owner.Shown).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => $"conflicts with {g.Key}:\n{string.Join('\n', g.Select(c => $"- {FieldPath.Show(c.Path)}"))}"))}";
        return new ApiStatusException(new ApiStatus(409, "Conflict", message) { Details = new ApiStatusDetails { Causes = causes } });
    }
}
