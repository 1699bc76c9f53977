namespace Kuscia.Helm.Yaml.Reading;

/// <summary>
/// Reads the first document of a text as yaml.v2 does into interface{}: text to tokens (<see cref="YamlScanner"/>), tokens to nodes
/// (<see cref="YamlComposer"/>), nodes to values (<see cref="YamlConstructor"/>). See docs/adr/0005.
/// </summary>
internal static class YamlReader
{
    /// <summary>Reads the first document; null when there is none.</summary>
    /// <exception cref="HelmYamlException">The text is malformed ("yaml: line N: …").</exception>
    public static object? Read(string text)
    {
        YamlScanner scanner = new(YamlSource.Open(text));
        YamlNode? root = new YamlComposer(scanner).FirstDocument();
        return root is null ? null : new YamlConstructor().Value(root);
    }
}
