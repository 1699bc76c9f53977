using System.Text.Json.Nodes;
using Kuscia.ApiServer.Admission.Rules;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission.Definitions;

/// <summary>The rules of a CustomResourceDefinition. What this server does not run, conversion webhooks and CEL rules, is refused by its name.</summary>
internal static class DefinitionRules
{
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
        if (!spec.IsTrue("preserveUnknownFields"))
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
        VersionRules.Check(spec, causes);
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
                : StatusCause.NotSupported("spec.scope", StatusCause.Quote(scope), "Cluster", "Namespaced"));
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
            causes.Add(StatusCause.NotSupported("spec.conversion.strategy", StatusCause.Quote(strategy), "None", "Webhook"));
        }

        if (spec.IsTrue("preserveUnknownFields"))
        {
            causes.Add(StatusCause.Invalid("spec.preserveUnknownFields", "true", "must be false"));
        }
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
