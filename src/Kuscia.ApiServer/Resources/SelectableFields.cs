using System.Text.Json;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Selectors;

namespace Kuscia.ApiServer.Resources;

/// <summary>The fields that a field selector may name, per kind, and their values.</summary>
internal static class SelectableFields
{
    private static readonly string[] Always = ["metadata.name", "metadata.namespace"];

    /// <summary>Throws BadRequest for a field that the kind cannot be selected by.</summary>
    public static void Check(KindDescriptor kind, FieldSelector selector)
    {
        IReadOnlyList<string> own = Own(kind);
        foreach (FieldRequirement requirement in selector.Requirements)
        {
            if (Always.Contains(requirement.Field) || own.Contains(requirement.Field))
            {
                continue;
            }

            throw ApiErrors.BadRequest(own.Count == 0
                ? $"\"{requirement.Field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                : $"field label not supported: {requirement.Field}");
        }
    }

    /// <summary>The value of a field as text, or null.</summary>
    public static string? Value(StoredObject item, string field)
    {
        JsonElement at = item.Root;
        foreach (string step in field.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out JsonElement next))
            {
                return field is "spec.unschedulable" or "spec.hostNetwork" ? "false" : null;
            }

            at = next;
        }

        return at.ValueKind switch
        {
            JsonValueKind.String => at.GetString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => at.GetRawText(),
            JsonValueKind.Object when field == "source" && at.TryGetProperty("component", out JsonElement component) => component.GetString(),
            _ => null,
        };
    }

    private static IReadOnlyList<string> Own(KindDescriptor kind) => kind.SelectableFields ?? OfHouse(kind);

    private static IReadOnlyList<string> OfHouse(KindDescriptor kind) => (kind.Kind.Group, kind.Kind.Plural) switch
    {
        ("", "pods") =>
        [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP",
            "status.nominatedNodeName",
        ],
        ("", "events") or ("events.k8s.io", "events") =>
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
            "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
        ],
        ("", "secrets") => ["type"],
        ("", "namespaces") => ["status.phase"],
        ("", "nodes") => ["spec.unschedulable"],
        ("apps", "replicasets") => ["status.replicas"],
        _ => [],
    };
}
