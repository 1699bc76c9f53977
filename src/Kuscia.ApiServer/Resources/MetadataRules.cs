using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Requests;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Json;

namespace Kuscia.ApiServer.Resources;

/// <summary>What the server itself decides about an object's metadata, status and generation.</summary>
internal static class MetadataRules
{
    private const string SuffixLetters = "bcdfghjklmnpqrstvwxz2456789";
    private static readonly string[] Collections = ["labels", "annotations", "finalizers", "ownerReferences", "managedFields"];
    private static readonly string[] OmittedWhenEmpty = ["data", "binaryData", "stringData", "secrets", "imagePullSecrets", "subsets"];
    private static readonly string[] ServerOwned = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"];

    /// <summary>Prepares a new object: identity, times, generation, no status where it has its own subresource.</summary>
    public static void PrepareCreate(JsonObject value, ResourceCall call, TimeProvider time)
    {
        CheckKind(value, call.Kind);
        JsonObject meta = value.Meta();
        if (meta.Text("resourceVersion") is not null)
        {
            throw new ApiStatusException(new ApiStatus(500, null, "resourceVersion should not be set on objects to be created"));
        }

        CheckNames(meta, call.Kind);
        SetNamespace(meta, call);
        foreach (string member in (string[])["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "resourceVersion"])
        {
            meta.Remove(member);
        }

        if (meta.Text("name") is null && meta.Text("generateName") is string stem)
        {
            meta["name"] = stem[..Math.Min(stem.Length, 58)] + RandomNumberGenerator.GetString(SuffixLetters, 5);
        }

        if (meta.Text("name") is null)
        {
            throw ApiErrors.Invalid(call.Kind, "", StatusCause.Required("metadata.name", "name or generateName is required"));
        }

        DropEmpty(meta);
        DropDoubleOwners(meta, call);
        meta["uid"] = Guid.NewGuid().ToString();
        meta["creationTimestamp"] = KubernetesTimeConverter.ToText(time.GetUtcNow());
        if (HasGeneration(call.Kind))
        {
            meta["generation"] = 1L;
        }

        DropEmptyMembers(value, call.Kind);
        if (call.Kind.HasStatusSubresource)
        {
            value.Remove("status");
        }
    }

    /// <summary>Prepares a changed object: what the server owns stays, status and the rest do not mix, generation counts changes of intent.</summary>
    public static void PrepareUpdate(JsonObject value, JsonObject old, ResourceCall call)
    {
        CheckKind(value, call.Kind);
        JsonObject meta = value.Meta();
        JsonObject oldMeta = old.Meta();
        SetNamespace(meta, call);
        meta["name"] = call.Name;
        foreach (string member in ServerOwned)
        {
            meta.CopyFrom(member, oldMeta);
        }

        meta.Remove("selfLink");
        meta.CopyFrom("resourceVersion", oldMeta);
        if (meta["managedFields"] is not JsonArray { Count: > 0 })
        {
            meta.CopyFrom("managedFields", oldMeta);
        }

        DropEmpty(meta);
        DropDoubleOwners(meta, call);
        CheckFinalizers(meta, oldMeta, call);
        SeparateStatus(value, old, call);
        DropEmptyMembers(value, call.Kind);
        meta.CopyFrom("generation", oldMeta);
    }

    /// <summary>Counts a change of intent; called when defaults are filled in, so that a default given or left out makes no difference.</summary>
    public static void CountGeneration(JsonObject value, JsonObject old, KindDescriptor kind)
    {
        if (HasGeneration(kind) && !SameIntent(value, old, kind))
        {
            value.Meta()["generation"] = (old.Meta().Number("generation") ?? 0) + 1;
        }
    }

    /// <summary>True when the kind counts generations.</summary>
    public static bool HasGeneration(KindDescriptor kind) => kind.IsCustom || kind.Kind.Group is "apps" or "batch" or "apiextensions.k8s.io" or "discovery.k8s.io" or "networking.k8s.io" or "policy" or "admissionregistration.k8s.io" or "flowcontrol.apiserver.k8s.io";

    /// <summary>True when nothing holds a terminating object any more.</summary>
    public static bool IsReleased(JsonObject value, KindDescriptor kind)
    {
        JsonObject meta = value.Meta();
        bool held = meta.Texts("finalizers").Count > 0 || (IsNamespace(kind) && value["spec"] is JsonObject spec && spec.Texts("finalizers").Count > 0);
        return meta.Text("deletionTimestamp") is not null && !held && (meta.Number("deletionGracePeriodSeconds") ?? 0) == 0;
    }

    /// <summary>True for the kind Namespace.</summary>
    public static bool IsNamespace(KindDescriptor kind) => kind.Kind is { Group: "", Plural: "namespaces" };

    private static void SeparateStatus(JsonObject value, JsonObject old, ResourceCall call)
    {
        if (call.Subresource == "status")
        {
            KeepAllButStatus(value, old, call.Kind);
            return;
        }

        if (call.Kind.HasStatusSubresource && call.Subresource is null)
        {
            value.CopyFrom("status", old);
        }
    }

    // Built-in kinds let a status write change labels and annotations too; custom ones do not.
    private static void KeepAllButStatus(JsonObject value, JsonObject old, KindDescriptor kind)
    {
        JsonNode? status = value["status"]?.DeepClone();
        JsonObject meta = (kind.IsCustom ? old : value).Meta();
        JsonNode metadata = meta.DeepClone();
        foreach (string member in value.Select(m => m.Key).ToArray())
        {
            value.Remove(member);
        }

        foreach ((string member, JsonNode? content) in old)
        {
            value[member] = content?.DeepClone();
        }

        value["metadata"] = metadata;
        value.Remove("status");
        if (status is not null)
        {
            value["status"] = status;
        }
    }

    private static bool SameIntent(JsonObject value, JsonObject old, KindDescriptor kind)
    {
        bool Counts(string member) => member is not ("metadata" or "apiVersion" or "kind") && !(member == "status" && kind.HasStatusSubresource);
        return value.Where(m => Counts(m.Key)).All(m => JsonNode.DeepEquals(m.Value, old[m.Key]))
            && old.Where(m => Counts(m.Key)).All(m => value.ContainsKey(m.Key))

            // Annotations are intent in Deployments alone.
            && (kind.Kind is not { Group: "apps", Kind: "Deployment" } || JsonNode.DeepEquals(value.Meta()["annotations"], old.Meta()["annotations"]));
    }

    private static void CheckKind(JsonObject value, KindDescriptor kind)
    {
        string given = value.Text("kind") ?? kind.Kind.Kind;
        string version = value.Text("apiVersion") ?? kind.Kind.ApiVersion;
        if (version != kind.Kind.ApiVersion)
        {
            throw ApiErrors.BadRequest(
                $"{kind.Kind.Kind} in version \"{version}\" cannot be handled as a {kind.Kind.Kind}: the path serves {kind.Kind.ApiVersion}");
        }

        if (given != kind.Kind.Kind)
        {
            throw ApiErrors.BadRequest($"{given} in version \"{version}\" cannot be handled as a {kind.Kind.Kind}: converting ({version}.{given}) to (core.{kind.Kind.Kind}): unknown conversion");
        }

        value["apiVersion"] = version;
        value["kind"] = given;
    }

    private static void CheckNames(JsonObject meta, KindDescriptor kind)
    {
        foreach (string member in (string[])["name", "generateName", "namespace"])
        {
            string? type = meta[member]?.GetValueKind() switch
            {
                null or JsonValueKind.String => null,
                JsonValueKind.True or JsonValueKind.False => "bool",
                JsonValueKind.Number => "number",
                JsonValueKind.Array => "array",
                _ => "object",
            };
            if (type is not null)
            {
                throw ApiErrors.BadRequest($"{kind.Kind.Kind} in version \"{kind.Kind.Version}\" cannot be handled as a {kind.Kind.Kind}: "
                    + $"json: cannot unmarshal {type} into Go struct field ObjectMeta.metadata.{member} of type string");
            }
        }
    }

    // Typed kinds have no empty maps and lists at the top: absent and empty are the same.
    private static void DropEmptyMembers(JsonObject value, KindDescriptor kind)
    {
        if (kind.IsCustom)
        {
            return;
        }

        foreach (string member in OmittedWhenEmpty)
        {
            if (value[member] is JsonObject { Count: 0 } or JsonArray { Count: 0 })
            {
                value.Remove(member);
            }
        }
    }

    private static void DropEmpty(JsonObject meta)
    {
        foreach (string member in Collections)
        {
            if (meta.ContainsKey(member) && meta[member] is null or JsonObject { Count: 0 } or JsonArray { Count: 0 })
            {
                meta.Remove(member);
            }
        }
    }

    private static void DropDoubleOwners(JsonObject meta, ResourceCall call)
    {
        if (meta["ownerReferences"] is not JsonArray { Count: > 1 } owners)
        {
            return;
        }

        HashSet<string> known = new(StringComparer.Ordinal);
        List<string> doubled = new();
        List<JsonNode?> single = new();
        foreach (JsonNode? owner in owners)
        {
            if (known.Add(Canonical(owner)))
            {
                single.Add(owner);
                continue;
            }

            doubled.Add((owner as JsonObject)?.Text("uid") ?? "");
        }

        if (doubled.Count > 0)
        {
            owners.Clear();
            meta["ownerReferences"] = new JsonArray([.. single]);
            call.Warnings.Add(".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; "
                + $"please fix your requests; duplicate UID(s) observed: {string.Join(", ", doubled.Distinct())}");
        }
    }

    private static string Canonical(JsonNode? owner) => owner is JsonObject members
        ? string.Join('\n', members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}:{(m.Value is null ? "null" : JsonText.ToText(m.Value))}"))
        : owner is null ? "null" : JsonText.ToText(owner);

    private static void CheckFinalizers(JsonObject meta, JsonObject oldMeta, ResourceCall call)
    {
        string[] added = [.. meta.Texts("finalizers").Except(oldMeta.Texts("finalizers"))];
        if (oldMeta.Text("deletionTimestamp") is null || added.Length == 0)
        {
            return;
        }

        string shown = string.Join(", ", added.Select(StatusCause.Quote));
        string why = $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{shown}}}";
        StatusCause cause = StatusCause.Forbidden("metadata.finalizers", why);
        throw ApiErrors.Invalid(call.Kind, call.Name, cause, cause);
    }

    private static void SetNamespace(JsonObject meta, ResourceCall call)
    {
        if (!call.Kind.Kind.Namespaced)
        {
            meta.Remove("namespace");
            return;
        }

        if (meta.Text("namespace") is string given && given != call.Namespace)
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        meta["namespace"] = call.Namespace;
    }
}
