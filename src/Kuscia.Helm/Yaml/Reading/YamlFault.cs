namespace Kuscia.Helm.Yaml.Reading;

/// <summary>
/// Errors with their line, counted as the original counts: a fault in the first line is shown without one, the parser's line is one less than
/// the scanner's.
/// </summary>
internal static class YamlFault
{
    public static HelmYamlException Scanner(int line, string problem) => At(line == 0 ? 0 : line + 1, problem);

    public static HelmYamlException Parser(int line, string problem) => At(line, problem);

    private static HelmYamlException At(int line, string problem) => new(line == 0 ? $"yaml: {problem}" : $"yaml: line {line}: {problem}");
}
