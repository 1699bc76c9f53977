namespace Kuscia.Model.Meta;

/// <summary>Namespace and name of an object; the namespace is null for cluster-scoped kinds.</summary>
public readonly record struct ResourceName(string? Namespace, string Name)
{
    /// <summary>A cluster-scoped name.</summary>
    public static ResourceName Cluster(string name) => new(null, name);

    /// <inheritdoc/>
    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}
