namespace Kuscia.Helm.Yaml.Reading;

/// <summary>The directives of a document: which version it has, and what the handles of tags stand for.</summary>
internal sealed class YamlDirectives
{
    private readonly Dictionary<string, string> _prefixes = new(StringComparer.Ordinal);
    private bool _hasVersion;

    /// <summary>Reads the directives before a document.</summary>
    /// <exception cref="HelmYamlException">One is there twice, or the version is not 1.1.</exception>
    public void Read(YamlScanner scanner)
    {
        while (true)
        {
            YamlToken token = scanner.Peek();
            switch (token.Kind)
            {
                case YamlTokenKind.VersionDirective when _hasVersion:
                    throw YamlFault.Parser(token.Line, "found duplicate %YAML directive");
                case YamlTokenKind.VersionDirective:
                    if (token.Text != "1.1")
                    {
                        throw YamlFault.Parser(token.Line, "found incompatible YAML document");
                    }
                    _hasVersion = true;
                    break;
                case YamlTokenKind.TagDirective:
                    if (!_prefixes.TryAdd(token.Text, token.Suffix))
                    {
                        throw YamlFault.Parser(token.Line, "found duplicate %TAG directive");
                    }
                    break;
                default:
                    return;
            }

            scanner.Skip();
        }
    }

    /// <summary>Gives a tag its prefix.</summary>
    /// <exception cref="HelmYamlException">The handle stands for nothing.</exception>
    public string Resolve(YamlToken tag)
    {
        if (tag.Text.Length == 0)
        {
            return tag.Suffix;
        }
        string? prefix = _prefixes.GetValueOrDefault(tag.Text) ?? tag.Text switch { "!" => "!", "!!" => "tag:yaml.org,2002:", _ => null };
        return prefix is null ? throw YamlFault.Parser(tag.Line, "found undefined tag handle") : prefix + tag.Suffix;
    }
}
