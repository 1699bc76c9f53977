using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Resources;

/// <summary>Events as the group <c>events.k8s.io</c> shows them. They are stored once, in the form of the core group; this is the other spelling of the same objects.</summary>
internal static class EventView
{
    /// <summary>The group of the view.</summary>
    public const string Group = "events.k8s.io";

    private static readonly string[] Required = ["eventTime", "reportingController", "reportingInstance", "action", "reason"];

    // Name in the core group, name in the view.
    private static readonly (string Core, string View)[] Members =
    [
        ("eventTime", "eventTime"), ("series", "series"), ("reportingComponent", "reportingController"), ("reportingInstance", "reportingInstance"), ("action", "action"),
        ("reason", "reason"), ("involvedObject", "regarding"), ("related", "related"), ("message", "note"), ("type", "type"), ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"),
    ];

    /// <summary>A call on the view as one on the stored kind.</summary>
    public static ResourceCall Resolve(ResourceCall call, KindCatalog catalog) =>
        call.Kind.Kind is { Group: Group, Plural: "events" } && catalog.Find("", "v1", "events") is KindDescriptor core ? call with { Kind = core, View = call.Kind } : call;

    /// <summary>The object of a request in the stored form; throws for one that breaks the rules of the view.</summary>
    public static JsonObject ToCore(ResourceCall call, JsonObject value, bool created)
    {
        if (call.View is null)
        {
            return value;
        }

        string? missing = created ? Required.FirstOrDefault(m => value.Text(m) is null) : null;
        if (missing is not null)
        {
            throw ApiErrors.Invalid("", "Event", value.Meta().Text("name") ?? "", [StatusCause.Required(missing, "")]);
        }

        return Rename(value, "v1", m => (m.View, m.Core));
    }

    /// <summary>A stored object as the view shows it.</summary>
    public static StoredObject Shown(ResourceCall call, StoredObject stored)
    {
        if (call.View is null)
        {
            return stored;
        }

        JsonObject value = stored.ToNode();
        foreach (string member in (string[])["reportingComponent", "reportingInstance"])
        {
            if (value[member] is JsonNode && value.Text(member) is null)
            {
                value.Remove(member);
            }
        }

        return new StoredObject(stored.Key, stored.Revision, JsonText.ToUtf8(Rename(value, call.View.Kind.ApiVersion, m => (m.Core, m.View))));
    }

    private static JsonObject Rename(JsonObject value, string apiVersion, Func<(string Core, string View), (string From, string To)> direction)
    {
        JsonObject result = new() { ["apiVersion"] = apiVersion, ["kind"] = "Event", ["metadata"] = value.Meta().DeepClone() };
        foreach ((string from, string to) in Members.Select(direction))
        {
            if (value[from] is JsonNode member)
            {
                result[to] = member.DeepClone();
            }
        }

        return result;
    }
}
