using System.Text.Json.Nodes;

namespace Kuscia.Helm.Kube;

/// <summary>One object that is to be brought to the cluster.</summary>
/// <param name="Type">Its kind and where it is kept.</param>
/// <param name="Namespace">Its namespace; empty for kinds outside namespaces.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">The object as it shall be.</param>
public sealed record KubeObject(KubeResourceType Type, string Namespace, string Name, JsonObject Value)
{
    /// <summary>Identity across revisions.</summary>
    public string Key => $"{Type.ApiVersion}/{Type.Kind}/{Namespace}/{Name}";

    // Versions of one group may change between revisions while the object stays the same.
    internal string Identity => $"{Group}/{Type.Kind}/{Namespace}/{Name}";

    private string Group => Type.ApiVersion.Contains('/') ? Type.ApiVersion[..Type.ApiVersion.IndexOf('/')] : "";

    internal string Annotation(string name) => Value["metadata"]?["annotations"]?[name]?.ToString() ?? "";

    /// <summary>As messages name it.</summary>
    public override string ToString() => Namespace.Length > 0 ? $"{Type.Kind} {Namespace}/{Name}" : $"{Type.Kind} {Name}";
}
