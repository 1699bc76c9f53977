namespace Kuscia.Helm.Yaml.Reading;

/// <summary>What a node of a document is.</summary>
internal enum YamlNodeKind : byte
{
    Scalar,
    Sequence,
    Mapping,
    Alias,
}
