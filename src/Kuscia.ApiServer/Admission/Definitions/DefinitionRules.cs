using System.Text.Json.Nodes;
using Kuscia.ApiServer.Admission.Rules;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Schemas;
using Kuscia.ApiServer.Tables;

namespace Kuscia.ApiServer.Admission.Definitions;

/// <summary>The rules of a CustomResourceDefinition. What this server does not run, conversion webhooks and CEL rules, is refused by its name.</summary>
internal static class DefinitionRules
{
    private static readonly SchemaValidator Validator = new();

    /// <summary>Fills in what follows from the rest.</summary>
    public static void ApplyDefaults(JsonObject definition)
    {
        JsonObject spec = definition.Ensure("spec");
        JsonObject names = spec.Ensure("names");
        if (names.String("kind") is { Length: > 0 } kind)
        {
#pragma warning disable CA1308 // the singular is lower case
            names.Default("singular", kind.ToLowerInvariant());
#pragma warning restore CA1308
            names.Default("listKind", kind + "List");
        }

        spec.Ensure("conversion").Default("strategy", "None");
        if (!SchemaWords.IsTrue(spec, "preserveUnknownFields"))
        {
            spec.Remove("preserveUnknownFields");
        }
    }

    /// <summary>The faults of a definition, given the stored one for an update.</summary>
    public static IReadOnlyList<StatusCause> Check(JsonObject definition, JsonObject? old)
    {
        List<StatusCause> causes = [];
        JsonObject spec = definition.Ensure("spec");
        CheckNames(definition, spec, causes);
        CheckApproval(definition, spec, causes);
        CheckConversion(spec, causes);
        CheckVersions(spec, causes);
        if (old is not null)
        {
            CheckChange(definition, spec, old, causes);
        }

        return causes;
    }

    private static void CheckNames(JsonObject definition, JsonObject spec, List<StatusCause> causes)
    {
        JsonObject? names = spec.Child("names");
        string group = spec.String("group") ?? "";
        string plural = names.String("plural") ?? "";
        string name = definition.Child("metadata").String("name") ?? "";
        if (name != $"{plural}.{group}")
        {
            causes.Add(StatusCause.Invalid("metadata.name", StatusCause.Quote(name), "must be spec.names.plural+\".\"+spec.group"));
        }

        if (group.Length == 0)
        {
            causes.Add(StatusCause.Required("spec.group", ""));
        }
        else if (!group.Contains('.', StringComparison.Ordinal))
        {
            causes.Add(StatusCause.Invalid("spec.group", StatusCause.Quote(group), "should be a domain with at least one dot"));
        }
        else
        {
            causes.AddRange(NameFormats.NotSubdomain(group).Select(f => StatusCause.Invalid("spec.group", StatusCause.Quote(group), f)));
        }

        string scope = spec.String("scope") ?? "";
        if (scope is not ("Cluster" or "Namespaced"))
        {
            causes.Add(scope.Length == 0 ? StatusCause.Required("spec.scope", "")
                : new StatusCause("FieldValueNotSupported", $"Unsupported value: {StatusCause.Quote(scope)}: supported values: \"Cluster\", \"Namespaced\"", "spec.scope"));
        }

        foreach (string member in (string[])["plural", "singular", "kind", "listKind"])
        {
            string given = names.String(member) ?? "";
#pragma warning disable CA1308 // kinds are checked in lower case
            causes.AddRange(given.Length == 0 ? [StatusCause.Required($"spec.names.{member}", "")]
                : NameFormats.NotLabel(member is "kind" or "listKind" ? given.ToLowerInvariant() : given).Select(f => StatusCause.Invalid($"spec.names.{member}", StatusCause.Quote(given), f)));
#pragma warning restore CA1308
        }

        if (names.String("kind") is { Length: > 0 } kind && kind == names.String("listKind"))
        {
            causes.Add(StatusCause.Invalid("spec.names.listKind", StatusCause.Quote(kind), "kind and listKind may not be the same"));
        }
    }

    private static void CheckApproval(JsonObject definition, JsonObject spec, List<StatusCause> causes)
    {
        const string Approved = "api-approved.kubernetes.io";
        string group = spec.String("group") ?? "";
        bool guarded = group is "k8s.io" or "kubernetes.io" || group.EndsWith(".k8s.io", StringComparison.Ordinal) || group.EndsWith(".kubernetes.io", StringComparison.Ordinal);
        if (guarded && string.IsNullOrEmpty(definition.Child("metadata").Child("annotations").String(Approved)))
        {
            causes.Add(StatusCause.Required($"metadata.annotations[{Approved}]",
                $"protected groups must have approval annotation \"{Approved}\", see https://github.com/kubernetes/enhancements/pull/1111"));
        }
    }

    private static void CheckConversion(JsonObject spec, List<StatusCause> causes)
    {
        string strategy = spec.Child("conversion").String("strategy") ?? "";
        if (strategy == "Webhook")
        {
            causes.Add(StatusCause.Forbidden("spec.conversion.webhook",
                "this server calls no conversion webhooks: use strategy None, with which all versions are the same object under another apiVersion"));
        }
        else if (strategy != "None")
        {
            causes.Add(new StatusCause("FieldValueNotSupported", $"Unsupported value: {StatusCause.Quote(strategy)}: supported values: \"None\", \"Webhook\"", "spec.conversion.strategy"));
        }

        if (SchemaWords.IsTrue(spec, "preserveUnknownFields"))
        {
            causes.Add(StatusCause.Invalid("spec.preserveUnknownFields", "true", "must be false"));
        }
    }

    private static void CheckVersions(JsonObject spec, List<StatusCause> causes)
    {
        (int Index, JsonObject Version)[] versions = [.. spec.Objects("versions")];
        if (versions.Count(v => SchemaWords.IsTrue(v.Version, "storage")) != 1)
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

    private static void CheckChange(JsonObject definition, JsonObject spec, JsonObject old, List<StatusCause> causes)
    {
        JsonObject before = old.Child("spec") ?? [];
        foreach (string member in (string[])["group", "scope"])
        {
            if (spec.String(member) != before.String(member))
            {
                causes.Add(StatusCause.Invalid($"spec.{member}", StatusCause.Quote(spec.String(member) ?? ""), "field is immutable"));
            }
        }

        if (Kuscia.ApiServer.Definitions.DefinitionStatus.IsTrue(old, "Established") && spec.Child("names").String("kind") != before.Child("names").String("kind"))
        {
            causes.Add(StatusCause.Invalid("spec.names.kind", StatusCause.Quote(spec.Child("names").String("kind") ?? ""), "field is immutable"));
        }

        string[] versions = [.. spec.Objects("versions").Select(v => v.Item.String("name") ?? "")];
        foreach ((int index, string stored) in definition.Child("status").Array("storedVersions").Select(v => v?.ToString() ?? "").Index())
        {
            if (!versions.Contains(stored))
            {
                causes.Add(StatusCause.Invalid($"status.storedVersions[{index}]", StatusCause.Quote(stored), "missing from spec.versions; it was stored, so it must stay until it is taken off status.storedVersions"));
            }
        }
    }
}
