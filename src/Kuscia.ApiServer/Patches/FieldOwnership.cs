using System.Text.Json.Nodes;
using Kuscia.ApiServer.Resources;
using Kuscia.Model.Json;

namespace Kuscia.ApiServer.Patches;

/// <summary>
/// Keeps the record of owned fields right when an object that somebody applied is changed by an ordinary write: the changed fields go over to the writer, so that the
/// next apply reports the conflict instead of undoing the change silently.
/// </summary>
internal static class FieldOwnership
{
    private const string UnknownManager = "unknown";

    /// <summary>Moves the fields that a write changes from their appliers to the writer.</summary>
    public static void HandOver(ResourceCall call, JsonObject value, JsonObject old, TimeProvider time)
    {
        if (value.Meta()["managedFields"] is not JsonArray entries)
        {
            return;
        }

        string manager = call.FieldManager ?? UnknownManager;
        var taken = new List<IReadOnlyList<string>>();
        foreach (JsonObject entry in entries.OfType<JsonObject>().ToArray())
        {
            bool mine = entry.Text("operation") == "Update" && entry.Text("manager") == manager;
            if (mine || entry["fieldsV1"] is not JsonObject fields)
            {
                continue;
            }

            foreach (IReadOnlyList<string> path in FieldSet.Leaves(fields).ToArray())
            {
                if (!JsonNode.DeepEquals(FieldPath.Find(value, path), FieldPath.Find(old, path)))
                {
                    FieldSet.Remove(fields, path);
                    taken.Add(path);
                }
            }

            if (fields.Count == 0)
            {
                entries.Remove(entry);
            }
        }

        Record(call, entries, taken.Where(p => FieldPath.Find(value, p) is not null), manager, time);
        if (entries.Count == 0)
        {
            value.Meta().Remove("managedFields");
        }
    }

    private static void Record(ResourceCall call, JsonArray entries, IEnumerable<IReadOnlyList<string>> taken, string manager, TimeProvider time)
    {
        JsonObject? entry = entries.OfType<JsonObject>().FirstOrDefault(e => e.Text("operation") == "Update" && e.Text("manager") == manager);
        foreach (IReadOnlyList<string> path in taken)
        {
            if (entry is null)
            {
                entry = new JsonObject
                {
                    ["manager"] = manager,
                    ["operation"] = "Update",
                    ["apiVersion"] = call.Kind.Kind.ApiVersion,
                    ["time"] = KubernetesTimeConverter.ToText(time.GetUtcNow()),
                    ["fieldsType"] = "FieldsV1",
                    ["fieldsV1"] = new JsonObject(),
                };
                entries.Add(entry);
            }

            FieldSet.Add((JsonObject)entry["fieldsV1"]!, path); // not null: only entries with fields are kept
        }
    }
}
