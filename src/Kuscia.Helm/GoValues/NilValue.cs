namespace Kuscia.Helm.GoValues;

/// <summary>A map or list of a Go type that is nil: it has no entries, and JSON shows null.</summary>
internal sealed class NilValue(string typeName, object empty) : IGoObject
{
    public string TypeName => typeName;

    public object? Underlying => empty;

    public static NilValue Map() => new("map[string]interface {}", new ValueMap());

    public static NilValue List() => new("[]interface {}", new List<object?>());

    public static NilValue Texts() => new("[]string", new List<string>());

    public object? ToJsonValue() => null;
}
