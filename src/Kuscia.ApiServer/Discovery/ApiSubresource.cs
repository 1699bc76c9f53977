using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Discovery;

/// <summary>A subresource as discovery tells of it: its own kind, which may be of another group, and its verbs.</summary>
internal sealed record ApiSubresource(string Name, string Group, string Version, string Kind, IReadOnlyList<string> Verbs)
{
    private static readonly string[] Create = ["create"];
    private static readonly string[] Get = ["get"];
    private static readonly string[] Update = ["update"];
    private static readonly string[] ReadWrite = ["get", "patch", "update"];

    /// <summary>The subresources of a kind, sorted by name.</summary>
    public static IReadOnlyList<ApiSubresource> Of(KindDescriptor kind)
    {
        IEnumerable<string> names = kind.HasStatusSubresource ? kind.Subresources.Append("status") : kind.Subresources;
        return [.. names.Order(StringComparer.Ordinal).Select(n => Describe(kind, n))];
    }

    private static ApiSubresource Describe(KindDescriptor kind, string name) => name switch
    {
        "binding" => new(name, "", "v1", "Binding", Create),
        "log" => new(name, "", "v1", "Pod", Get),
        "token" => new(name, "authentication.k8s.io", "v1", "TokenRequest", Create),
        "finalize" => new(name, "", "v1", kind.Kind.Kind, Update),
        "scale" => new(name, "autoscaling", "v1", "Scale", ReadWrite),
        _ => new(name, kind.Kind.Group, kind.Kind.Version, kind.Kind.Kind, ReadWrite),
    };
}
