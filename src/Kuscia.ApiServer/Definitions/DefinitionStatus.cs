using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Json;

namespace Kuscia.ApiServer.Definitions;

/// <summary>The status of a CustomResourceDefinition: which names it has got, whether it is served, in which versions objects may be stored.</summary>
internal static class DefinitionStatus
{
    /// <summary>True for a condition that is there and true.</summary>
    public static bool IsTrue(JsonObject definition, string condition) => Find(definition, condition)?.Text("status") == "True";

    /// <summary>Writes the status that follows from the definition and the kinds of its group that are served by others.</summary>
    public static void Renew(JsonObject definition, IEnumerable<KindDescriptor> served, TimeProvider time)
    {
        JsonObject spec = definition["spec"] as JsonObject ?? [];
        string? uid = definition.Meta().Text("uid");
        string group = spec.Text("group") ?? "";
        string plural = (spec["names"] as JsonObject)?.Text("plural") ?? "";
        KindDescriptor[] others = [.. served.Where(k => k.Kind.Group == group && k.Definition != uid && !(k.Definition is null && k.Kind.Plural == plural))];
        JsonObject status = definition["status"] as JsonObject ?? [];
        definition["status"] = status;
        (string Reason, string Message)? conflict = AcceptNames(status, spec["names"] as JsonObject ?? [], others);
        Set(definition, "NamesAccepted", conflict is null, conflict?.Reason ?? "NoConflicts", conflict?.Message ?? "no conflicts found", time);

        // Once served it stays so, whatever names it asks for later.
        if (!IsTrue(definition, "Established"))
        {
            bool good = conflict is null;
            Set(definition, "Established", good, good ? "InitialNamesAccepted" : "NotAccepted", good ? "the initial names have been accepted" : "not all names are accepted", time);
        }

        string? stored = (spec["versions"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(v => v.IsTrue("storage"))?.Text("name");
        IReadOnlyList<string> known = status.Texts("storedVersions");
        status["storedVersions"] = new JsonArray([.. (stored is null || known.Contains(stored) ? known : [.. known, stored]).Select(v => (JsonNode)v)]);
    }

    /// <summary>Sets a condition; one that says the same keeps its time.</summary>
    public static void Set(JsonObject definition, string type, bool state, string reason, string message, TimeProvider time)
    {
        JsonObject status = definition["status"] as JsonObject ?? [];
        definition["status"] = status;
        JsonArray conditions = status["conditions"] as JsonArray ?? [];
        status["conditions"] = conditions;
        string text = state ? "True" : "False";
        JsonObject? old = Find(definition, type);
        if (old is not null && old.Text("status") == text && old.Text("reason") == reason && old.Text("message") == message)
        {
            return;
        }

        string at = old?.Text("status") == text ? old.Text("lastTransitionTime") ?? Now(time) : Now(time);
        JsonObject condition = new() { ["type"] = type, ["status"] = text, ["lastTransitionTime"] = at, ["reason"] = reason, ["message"] = message };
        if (old is null)
        {
            conditions.Add((JsonNode)condition);
            return;
        }

        conditions[conditions.IndexOf(old)] = condition;
    }

    // A name that is taken keeps the accepted one (or none); the first conflict is told.
    private static (string Reason, string Message)? AcceptNames(JsonObject status, JsonObject wanted, KindDescriptor[] others)
    {
        JsonObject accepted = status["acceptedNames"] as JsonObject ?? new JsonObject { ["plural"] = "", ["kind"] = "" };
        status["acceptedNames"] = accepted;
        HashSet<string> resources = [.. others.SelectMany(k => (IEnumerable<string>)[k.Kind.Plural, k.Singular, .. k.ShortNames])];
        HashSet<string> kinds = [.. others.SelectMany(k => (IEnumerable<string>)[k.Kind.Kind, k.ListKind])];
        (string Reason, string Message)? conflict = null;
        foreach ((string name, HashSet<string> taken, string reason) in (ReadOnlySpan<(string, HashSet<string>, string)>)
            [("plural", resources, "PluralConflict"), ("singular", resources, "SingularConflict"), ("kind", kinds, "KindConflict"), ("listKind", kinds, "ListKindConflict")])
        {
            string given = wanted.Text(name) ?? "";
            if (!taken.Contains(given))
            {
                accepted[name] = given;
                continue;
            }

            conflict ??= (reason, $"\"{given}\" is already in use");
        }

        if (wanted.Texts("shortNames").FirstOrDefault(resources.Contains) is string shortName)
        {
            return conflict ?? ("ShortNamesConflict", $"\"{shortName}\" is already in use");
        }

        Copy(accepted, wanted, "shortNames");
        Copy(accepted, wanted, "categories");
        return conflict;
    }

    private static void Copy(JsonObject accepted, JsonObject wanted, string member)
    {
        accepted.Remove(member);
        if (wanted[member] is JsonArray { Count: > 0 } texts)
        {
            accepted[member] = texts.DeepClone();
        }
    }

    private static JsonObject? Find(JsonObject definition, string type) =>
        ((definition["status"] as JsonObject)?["conditions"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(c => c.Text("type") == type);

    private static string Now(TimeProvider time) => KubernetesTimeConverter.ToText(time.GetUtcNow());
}
