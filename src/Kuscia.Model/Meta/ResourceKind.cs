using System.Text.Json.Serialization.Metadata;

namespace Kuscia.Model.Meta;

/// <summary>Identifies a kind on the wire: group, version, kind, plural and scope.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">API version, for example <c>v1</c>.</param>
/// <param name="Kind">Kind in CamelCase.</param>
/// <param name="Plural">Lower-case plural, as in the path.</param>
/// <param name="Namespaced">True when objects live in a namespace.</param>
public record ResourceKind(string Group, string Version, string Kind, string Plural, bool Namespaced)
{
    /// <summary>The <c>apiVersion</c> member of objects of this kind.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The same kind with objects kept as plain JSON.</summary>
    public ResourceKind<JsonResource> AsJson() => new(Group, Version, Kind, Plural, Namespaced, ModelJsonContext.Default.JsonResource);

    /// <summary>The REST path of the collection, or of the named object when <paramref name="name"/> is given.</summary>
    public string Path(string? @namespace, string? name = null, string? subresource = null)
    {
        string prefix = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        string scope = Namespaced && !string.IsNullOrEmpty(@namespace) ? $"/namespaces/{Uri.EscapeDataString(@namespace)}" : "";
        string leaf = string.IsNullOrEmpty(name) ? "" : "/" + Uri.EscapeDataString(name);
        string tail = string.IsNullOrEmpty(subresource) ? "" : "/" + subresource;
        return $"{prefix}{scope}/{Plural}{leaf}{tail}";
    }
}

/// <summary>A kind together with its CLR type and source-generated JSON contract.</summary>
public sealed record ResourceKind<T>(string Group, string Version, string Kind, string Plural, bool Namespaced, JsonTypeInfo<T> TypeInfo)
    : ResourceKind(Group, Version, Kind, Plural, Namespaced)
    where T : Resource;
