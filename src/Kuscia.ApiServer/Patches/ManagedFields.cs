using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Requests;
using Kuscia.Model.Json;

namespace Kuscia.ApiServer.Patches;

/// <summary>
/// Keeps <c>metadata.managedFields</c>. An object is tracked from its creation when its writer has a name (field manager or user agent), else from its first apply; what
/// this process writes for itself stays untracked, so that the hot path carries no record that nobody reads.
/// </summary>
internal static class ManagedFields
{
    private const int MaxUpdateEntries = 10;
    private const string Ancient = "ancient-changes";
    private const string BeforeApply = "before-first-apply";

    /// <summary>Records who made a new object, unless the record is there already (apply makes its own).</summary>
    public static void OnCreate(ResourceCall call, JsonObject value, TimeProvider time)
    {
        if ((call.FieldManager ?? call.Client) is not string manager || value.Meta().ContainsKey("managedFields"))
        {
            return;
        }

        FieldTree made = FieldDiff.Of(call.Kind, [], WithoutServerOwned(call, value)).Changed;
        Write(value, [Entry(call, manager, "Update", made, time)]);
    }

    /// <summary>Moves the fields that a write changes to its writer. Call it when defaults are filled in.</summary>
    public static void OnUpdate(ResourceCall call, JsonObject value, JsonObject old, TimeProvider time)
    {
        if (value.Meta()["managedFields"] is not JsonArray given)
        {
            return;
        }

        // One empty entry asks to forget the record.
        if (given is [JsonObject { Count: 0 }])
        {
            value.Meta().Remove("managedFields");
            return;
        }

        FieldDiff diff = FieldDiff.Of(call.Kind, old, value);
        if (diff.IsEmpty)
        {
            return;
        }

        List<FieldEntry> entries = Read(value);
        foreach (FieldEntry entry in entries)
        {
            entry.Fields.Subtract(diff.Changed);
            entry.Fields.Subtract(diff.Removed);
        }

        if (!diff.Changed.IsEmpty)
        {
            Take(call, entries, diff.Changed, time);
        }

        Write(value, entries);
    }

    /// <summary>The entries of an object.</summary>
    public static List<FieldEntry> Read(JsonObject value) => [.. (value.Meta()["managedFields"] as JsonArray ?? []).Select(FieldEntry.Parse).OfType<FieldEntry>()];

    /// <summary>The entries before the first apply: where none was kept, everything belongs to one nameless writer.</summary>
    public static List<FieldEntry> ReadOrAssume(ResourceCall call, JsonObject value, TimeProvider time)
    {
        List<FieldEntry> entries = Read(value);
        if (entries.Count == 0)
        {
            FieldTree all = FieldDiff.Of(call.Kind, [], WithoutServerOwned(call, value)).Changed;
            entries.Add(Entry(call with { Subresource = null }, BeforeApply, "Update", all, time));
        }

        return entries;
    }

    /// <summary>Stores entries in their order; those without fields go.</summary>
    public static void Write(JsonObject value, List<FieldEntry> entries)
    {
        Limit(entries);
        JsonArray written = [.. entries
            .Where(e => !e.Fields.IsEmpty)
            .OrderBy(e => e.Operation, StringComparer.Ordinal)
            .ThenBy(e => e.Time ?? "", StringComparer.Ordinal)
            .ThenBy(e => e.Manager, StringComparer.Ordinal)
            .ThenBy(e => e.Subresource ?? "", StringComparer.Ordinal)
            .Select(e => (JsonNode)e.ToJson())];
        if (written.Count == 0)
        {
            value.Meta().Remove("managedFields");
            return;
        }

        value.Meta()["managedFields"] = written;
    }

    /// <summary>A new entry of a caller.</summary>
    public static FieldEntry Entry(ResourceCall call, string manager, string operation, FieldTree fields, TimeProvider time) => new()
    {
        Manager = manager,
        Operation = operation,
        ApiVersion = call.Kind.Kind.ApiVersion,
        Subresource = call.Subresource,
        Time = Now(time),
        Fields = fields,
    };

    /// <summary>The present time in the form of entries.</summary>
    public static string Now(TimeProvider time) => KubernetesTimeConverter.ToText(time.GetUtcNow());

    private static void Take(ResourceCall call, List<FieldEntry> entries, FieldTree changed, TimeProvider time)
    {
        string manager = call.FieldManager ?? call.Client ?? (call.User == UserInfo.Local ? "kuscia" : "unknown");
        FieldEntry? mine = entries.Find(e => e.Is(manager, "Update", call.Subresource, call.Kind.Kind.ApiVersion));
        if (mine is null)
        {
            mine = Entry(call, manager, "Update", new FieldTree(), time);
            entries.Add(mine);
        }

        mine.Fields.Union(changed);
        mine.Time = Now(time);
    }

    // An object that many clients change would grow without end.
    private static void Limit(List<FieldEntry> entries)
    {
        List<FieldEntry> updates = [.. entries.Where(e => e.Operation == "Update" && !e.Fields.IsEmpty).OrderBy(e => e.Time ?? "", StringComparer.Ordinal)];
        if (updates.Count <= MaxUpdateEntries)
        {
            return;
        }

        List<FieldEntry> oldest = updates[..(updates.Count - MaxUpdateEntries + 1)];
        FieldEntry merged = new() { Manager = Ancient, Operation = "Update", ApiVersion = oldest[^1].ApiVersion, Time = oldest[^1].Time, Fields = new FieldTree() };
        foreach (FieldEntry entry in oldest)
        {
            merged.Fields.Union(entry.Fields);
            entries.Remove(entry);
        }

        entries.Add(merged);
    }

    // What the server adds to an object by itself was not written by its client.
    private static JsonObject WithoutServerOwned(ResourceCall call, JsonObject value)
    {
        string[] members = call.Kind.Kind.Kind == "Namespace" ? ["spec", "status"] : call.Kind.HasStatusSubresource ? ["status"] : [];
        JsonObject rest = new([.. value.Where(m => !members.Contains(m.Key)).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))]);
        (rest["spec"] as JsonObject)?.Remove("clusterIPs");
        if (call.Kind.Kind is { Group: "", Kind: "Pod" } && rest["spec"] is JsonObject spec)
        {
            spec.Remove("priority");
            spec.Remove("preemptionPolicy");
            if (spec["tolerations"] is JsonArray tolerations && tolerations.OfType<JsonObject>().All(t => t.Text("key")?.StartsWith("node.kubernetes.io/", StringComparison.Ordinal) == true))
            {
                spec.Remove("tolerations");
            }
        }

        return rest;
    }
}
