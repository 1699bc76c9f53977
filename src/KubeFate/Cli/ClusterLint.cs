using System.Text.RegularExpressions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace KubeFate.Cli;

/// <summary>Compares a cluster.yaml with the example that its chart brings. It finds slips of the pen; nothing is refused for them.</summary>
internal sealed partial class ClusterLint
{
    private const string Item = "@ArrayItem";

    private readonly List<string> _findings = [];
    private readonly HashSet<string> _skipped = new(StringComparer.Ordinal) { "route_table" };
    private readonly YamlLines _lines;

    private ClusterLint(string text, ValueMap cluster)
    {
        _lines = new YamlLines(text);
        if (cluster.TryGetValue("skippedKeys", out object? names) && names is List<object?> list)
        {
            _skipped.UnionWith(list.OfType<string>());
        }
    }

    /// <summary>What looks wrong, by key; nothing when there is no example to compare with.</summary>
    public static IReadOnlyList<string> Findings(string text, ValueMap cluster, string example)
    {
        try
        {
            ValueMap wanted = HelmYaml.ParseMap(Uncommented(example));
            ClusterLint lint = new(text, cluster);
            if (wanted.Count > 0)
            {
                lint.Compare("", "", cluster, wanted);
                lint._findings.AddRange(FateRules.Findings(cluster));
            }

            return lint._findings;
        }
        catch (HelmYamlException)
        {
            return [];
        }
    }

    // Examples stand behind "# ", some of them twice.
    private static string Uncommented(string example)
    {
        string text = example;
        for (string before = ""; before != text;)
        {
            before = text;
            text = CommentMark().Replace(text, "$1");
        }

        return text;
    }

    private void Compare(string path, string place, ValueMap given, ValueMap example)
    {
        foreach ((string key, object? value) in given)
        {
            if (_skipped.Contains(key))
            {
                continue;
            }

            if (!example.TryGetValue(key, out object? known))
            {
                Add($"{path}/{key}", $"{place}/{key}", "may be redundant");
            }
            else
            {
                CompareValues($"{path}/{key}", $"{place}/{key}", value, known);
            }
        }
    }

    private void CompareValues(string path, string place, object? given, object? example)
    {
        switch (given, example)
        {
            case (null, _) or (_, null):
                break;
            case (ValueMap map, ValueMap known):
                Compare(path, place, map, known);
                break;
            case (List<object?> list, List<object?> known):
                for (int i = 0; i < list.Count && known.Count > 0; i++)
                {
                    CompareValues($"{path}/{Item}", $"{place}/{i}", list[i], known[0]);
                }

                break;
            case var _ when given.GetType() != example.GetType():
                Add(path, place, "may not match the type");
                break;
            default:
                break;
        }
    }

    private void Add(string path, string place, string what)
    {
        (int number, string text) = _lines.Find(place);
        _findings.Add($"your yaml at '{path}', line {number} \n  '{text}' {what}");
    }

    [GeneratedRegex("^([ ]*)# ?", RegexOptions.Multiline)]
    private static partial Regex CommentMark();
}
