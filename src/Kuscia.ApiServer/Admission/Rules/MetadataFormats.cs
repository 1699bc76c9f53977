using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The forms of what stands in <c>metadata</c>.</summary>
internal static class MetadataFormats
{
    private const int MaxAnnotationBytes = 256 * 1024;
    private static readonly (string Member, string Shown)[] OwnerMembers = [("apiVersion", "version"), ("kind", "kind"), ("name", "name"), ("uid", "uid")];
    private static readonly string[] StandardFinalizers = ["foregroundDeletion", "kubernetes", "orphan"];

    /// <summary>All faults; names are checked for new objects only, an existing object keeps the name it has.</summary>
    public static IEnumerable<StatusCause> Check(KindDescriptor kind, JsonObject value, bool created)
    {
        if (value["metadata"] is not JsonObject metadata)
        {
            return [];
        }

        CheckTypes(kind, metadata);
        List<StatusCause> causes = [];
        if (created)
        {
            causes.AddRange(Names(kind, metadata));
        }

        causes.AddRange(Labels(metadata));
        causes.AddRange(Annotations(metadata));
        causes.AddRange(Finalizers(metadata));
        causes.AddRange(Owners(metadata));
        return causes;
    }

    private static void CheckTypes(KindDescriptor kind, JsonObject metadata)
    {
        foreach (string member in (string[])["labels", "annotations"])
        {
            JsonNode? wrong = metadata[member] switch
            {
                null => null,
                JsonObject map => map.Select(m => m.Value).FirstOrDefault(v => v is not null && SchemaValidator.TypeOf(v) != "string"),
                var other => other,
            };
            if (wrong is not null)
            {
                throw ApiErrors.BadRequest($"{kind.Kind.Kind} in version \"{kind.Kind.Version}\" cannot be handled as a {kind.Kind.Kind}: "
                    + $"json: cannot unmarshal {GoType(wrong)} into Go struct field ObjectMeta.metadata.{member} of type {(wrong.Parent == metadata ? "map[string]string" : "string")}");
            }
        }
    }

    private static string GoType(JsonNode value) => SchemaValidator.TypeOf(value) switch
    {
        "boolean" => "bool",
        "integer" => "number",
        var other => other,
    };

    private static IEnumerable<StatusCause> Names(KindDescriptor kind, JsonObject metadata)
    {
        if (metadata.String("generateName") is { Length: > 0 } stem)
        {
            foreach (string fault in NameFaults(kind, stem.TrimEnd('-', '.')))
            {
                yield return StatusCause.Invalid("metadata.generateName", StatusCause.Quote(stem), fault);
            }
        }

        string name = metadata.String("name") ?? "";
        foreach (string fault in NameFaults(kind, name))
        {
            yield return StatusCause.Invalid("metadata.name", StatusCause.Quote(name), fault);
        }
    }

    private static IEnumerable<string> NameFaults(KindDescriptor kind, string name) => (kind.Kind.Group, kind.Kind.Kind) switch
    {
        ("", "Namespace") => NameFormats.NotLabel(name),
        ("", "Service") => NameFormats.NotServiceName(name),
        ("rbac.authorization.k8s.io", _) => NameFormats.NotPathSegment(name),
        _ => NameFormats.NotSubdomain(name),
    };

    private static IEnumerable<StatusCause> Labels(JsonObject metadata)
    {
        foreach ((string key, JsonNode? value) in (metadata.Child("labels") ?? []).OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            foreach (string fault in NameFormats.NotQualifiedName(key))
            {
                yield return StatusCause.Invalid("metadata.labels", StatusCause.Quote(key), fault);
            }

            string text = value?.GetValue<string>() ?? "";
            foreach (string fault in NameFormats.NotLabelValue(text))
            {
                yield return StatusCause.Invalid("metadata.labels", StatusCause.Quote(text), fault);
            }
        }
    }

    private static IEnumerable<StatusCause> Annotations(JsonObject metadata)
    {
        long size = 0;
        foreach ((string key, JsonNode? value) in (metadata.Child("annotations") ?? []).OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            size += System.Text.Encoding.UTF8.GetByteCount(key) + System.Text.Encoding.UTF8.GetByteCount(value?.GetValue<string>() ?? "");
#pragma warning disable CA1308 // annotation keys are compared in lower case
            foreach (string fault in NameFormats.NotQualifiedName(key.ToLowerInvariant()))
#pragma warning restore CA1308
            {
                yield return StatusCause.Invalid("metadata.annotations", StatusCause.Quote(key), fault);
            }
        }

        if (size > MaxAnnotationBytes)
        {
            yield return new StatusCause("FieldValueTooLong", $"Too long: must have at most {MaxAnnotationBytes} bytes", "metadata.annotations");
        }
    }

    private static IEnumerable<StatusCause> Finalizers(JsonObject metadata)
    {
        int index = 0;
        foreach (JsonNode? node in metadata.Array("finalizers"))
        {
            string name = node is JsonValue value && value.TryGetValue(out string? text) ? text : "";
            bool faulty = false;
            foreach (string fault in NameFormats.NotQualifiedName(name))
            {
                faulty = true;
                yield return StatusCause.Invalid("metadata.finalizers", StatusCause.Quote(name), fault);
            }

            if (!faulty && !name.Contains('/', StringComparison.Ordinal) && !StandardFinalizers.Contains(name))
            {
                yield return StatusCause.Invalid($"metadata.finalizers[{index}]", StatusCause.Quote(name), "name is neither a standard finalizer name nor is it fully qualified");
            }

            index++;
        }
    }

    private static IEnumerable<StatusCause> Owners(JsonObject metadata)
    {
        List<string> controllers = [];
        foreach ((_, JsonObject owner) in metadata.Objects("ownerReferences"))
        {
            if (owner.String("apiVersion") == "v1" && owner.String("kind") == "Event")
            {
                yield return StatusCause.Invalid("metadata.ownerReferences", GoText.Owner(owner), "/v1, Kind=Event is disallowed from being an owner");
            }

            foreach ((string member, string shown) in OwnerMembers)
            {
                if (string.IsNullOrEmpty(owner.String(member)))
                {
                    yield return StatusCause.Invalid($"metadata.ownerReferences.{member}", "\"\"", $"{shown} must not be empty");
                }
            }

            if (owner.IsTrue("controller"))
            {
                controllers.Add(owner.String("name") ?? "");
            }
        }

        if (controllers.Count > 1)
        {
            yield return StatusCause.Invalid("metadata.ownerReferences", $"{controllers.Count} references",
                $"Only one reference can have Controller set to true. Found \"true\" in references for {controllers[0]} and {controllers[1]}");
        }
    }
}
