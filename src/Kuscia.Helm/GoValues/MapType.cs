namespace Kuscia.Helm.GoValues;

/// <summary>The Go types of maps that templates can meet.</summary>
public enum MapType
{
    /// <summary><c>map[string]interface {}</c>.</summary>
    Interface,

    /// <summary><c>map[string]string</c>: a missing key reads as an empty text.</summary>
    Text,

    /// <summary><c>map[interface {}]interface {}</c>, what yaml.v2 gives below the top of a document.</summary>
    Any,

    /// <summary><c>map[string][]uint8</c>, the files of a chart.</summary>
    Bytes,
}
