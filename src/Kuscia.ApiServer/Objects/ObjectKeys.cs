using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Objects;

/// <summary>Where objects lie in the store: the same keys that a Kubernetes API server uses.</summary>
internal static class ObjectKeys
{
    /// <summary>Key prefix of a kind, in all namespaces or in one.</summary>
    public static string Prefix(KindDescriptor kind, string? @namespace) =>
        kind.Kind.Namespaced && !string.IsNullOrEmpty(@namespace) ? $"{Root(kind)}{@namespace}/" : Root(kind);

    /// <summary>Key of an object.</summary>
    public static string Key(KindDescriptor kind, string? @namespace, string name) => Prefix(kind, @namespace) + name;

    private static string Root(KindDescriptor kind) => (kind.Kind.Group, kind.Kind.Plural) switch
    {
        _ when kind.IsCustom => $"/registry/{kind.Kind.Group}/{kind.Kind.Plural}/",
        ("", "services") => "/registry/services/specs/",
        ("", "endpoints") => "/registry/services/endpoints/",
        ("", "nodes") => "/registry/minions/",
        (_, string plural) => $"/registry/{plural}/",
    };
}
