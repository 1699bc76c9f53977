using System.Text.Json.Nodes;
using Kuscia.ApiServer.Admission.Rules;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tables;

namespace Kuscia.ApiServer.Admission.Definitions;

/// <summary>The rules of the versions of a CustomResourceDefinition: names, schemas with their defaults, columns and the paths of <c>scale</c>.</summary>
internal static class VersionRules
{
    private static readonly SchemaValidator Validator = new();

    /// <summary>Adds the faults of all versions of a definition.</summary>
    public static void Check(JsonObject spec, List<StatusCause> causes)
    {
        (int Index, JsonObject Version)[] versions = [.. spec.Objects("versions")];
        if (versions.Count(v => v.Version.IsTrue("storage")) != 1)
        {
            causes.Add(StatusCause.Invalid("spec.versions", JsonText.ToText(new JsonArray([.. versions.Select(v => (JsonNode?)v.Version.String("name"))])),
                "must have exactly one version marked as storage version"));
        }

        HashSet<string> known = new(StringComparer.Ordinal);
        foreach ((int index, JsonObject version) in versions)
        {
            string path = $"spec.versions[{index}]";
            string name = version.String("name") ?? "";
            causes.AddRange(NameFormats.NotLabel(name).Select(f => StatusCause.Invalid($"{path}.name", StatusCause.Quote(name), f)));
            if (!known.Add(name))
            {
                causes.Add(StatusCause.Invalid("spec.versions", StatusCause.Quote(name), "must contain unique version names"));
            }

            CheckVersion(version, path, causes);
        }
    }

    private static void CheckVersion(JsonObject version, string path, List<StatusCause> causes)
    {
        string at = $"{path}.schema.openAPIV3Schema";
        if (version.Child("schema").Child("openAPIV3Schema") is not { } schema)
        {
            causes.Add(StatusCause.Required(at, "schemas are required"));
            return;
        }

        IReadOnlyList<StatusCause> faults = StructuralSchema.Check(schema, at);
        causes.AddRange(faults.Count > 0 ? faults : DefaultFaults(schema, at));
        foreach ((int index, JsonObject column) in version.Objects("additionalPrinterColumns"))
        {
            causes.AddRange(ColumnFaults(column, $"{path}.additionalPrinterColumns[{index}]"));
        }

        if (version.Child("subresources").Child("scale") is { } scale)
        {
            causes.AddRange(PathFaults(scale, "specReplicasPath", ".spec.", $"{path}.subresources.scale"));
            causes.AddRange(PathFaults(scale, "statusReplicasPath", ".status.", $"{path}.subresources.scale"));
        }
    }

    private static IEnumerable<StatusCause> PathFaults(JsonObject scale, string member, string prefix, string path)
    {
        string given = scale.String(member) ?? "";
        if (given.Length == 0)
        {
            yield return StatusCause.Required($"{path}.{member}", "");
        }
        else if (!given.StartsWith(prefix, StringComparison.Ordinal) || given.Contains('[', StringComparison.Ordinal))
        {
            yield return StatusCause.Invalid($"{path}.{member}", StatusCause.Quote(given), $"should be a json path under {prefix.TrimEnd('.')}");
        }
    }

    private static IEnumerable<StatusCause> ColumnFaults(JsonObject column, string path)
    {
        foreach (string member in ((string[])["name", "type", "jsonPath"]).Where(m => string.IsNullOrEmpty(column.String(m))))
        {
            yield return StatusCause.Required($"{path}.{member}", "");
        }

        foreach (StatusCause cause in CoreRules.OneOf(column, "type", path, "boolean", "date", "integer", "number", "string"))
        {
            yield return cause;
        }

        if (column.String("jsonPath") is { Length: > 0 } text && !IsPath(text))
        {
            yield return StatusCause.Invalid($"{path}.jsonPath", StatusCause.Quote(text), "is an invalid JSON path");
        }
    }

    private static bool IsPath(string text)
    {
        try
        {
            ColumnPath.Parse(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    // A default must be what its schema allows.
    private static IEnumerable<StatusCause> DefaultFaults(JsonObject schema, string path)
    {
        IEnumerable<StatusCause> own = schema["default"] is { } fallback
            ? Validator.Validate(fallback, schema, refusesNull: true).Select(c => c with { Field = string.IsNullOrEmpty(c.Field) ? $"{path}.default" : $"{path}.default.{c.Field}" })
            : [];
        return own
            .Concat((schema.Child("properties") ?? []).Where(p => p.Value is JsonObject).SelectMany(p => DefaultFaults((JsonObject)p.Value!, $"{path}.properties[{p.Key}]"))) // not null: just filtered
            .Concat(schema.Child("items") is { } items ? DefaultFaults(items, $"{path}.items") : [])
            .Concat(schema.Child("additionalProperties") is { } values ? DefaultFaults(values, $"{path}.additionalProperties") : []);
    }
}
