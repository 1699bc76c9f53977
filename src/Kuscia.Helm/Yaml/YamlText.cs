namespace Kuscia.Helm.Yaml;

/// <summary>What yaml.v2's reader checks before anything else.</summary>
internal static class YamlText
{
    private const int MaxLength = 64 * 1024 * 1024;

    /// <exception cref="HelmYamlException">The text is too long or has characters that YAML forbids.</exception>
    public static void RequirePrintable(string text)
    {
        if (text.Length > MaxLength)
            throw new HelmYamlException($"yaml: the text has {text.Length} characters, more than the {MaxLength} that are read");
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is (>= ' ' and <= '~') or '\n' or '\t' or '\r' or '\u0085' or (>= '\u00A0' and <= '\uD7FF') or (>= '\uE000' and <= '\uFFFD'))
                continue;
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else
                throw new HelmYamlException(char.IsSurrogate(c) ? "yaml: invalid leading UTF-8 octet" : "yaml: control characters are not allowed");
        }
    }
}
