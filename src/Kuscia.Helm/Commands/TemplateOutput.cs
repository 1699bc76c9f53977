using System.Text;
using System.Text.RegularExpressions;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Kube;
using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Commands;

/// <summary>Prints what was rendered: all of it, chosen templates, or one file per template.</summary>
internal sealed partial class TemplateOutput(bool noHooks, bool skipTests)
{
    private readonly StringBuilder _text = new();

    public void Add(string manifest, IReadOnlyList<ReleaseHook> hooks)
    {
        _text.Append(manifest.Trim()).Append('\n');
        foreach (ReleaseHook hook in noHooks ? [] : hooks)
        {
            if (!skipTests || !hook.Events.Contains(HookEvents.Test))
            {
                _text.Append("---\n# Source: ").Append(hook.Path).Append('\n').Append(hook.Manifest).Append('\n');
            }
        }
    }

    public void Write(TextWriter output, string[] showOnly, string? folder)
    {
        string all = showOnly.Length > 0 ? Choose(showOnly) : _text.ToString();
        if (folder is null)
        {
            output.Write(all);
            return;
        }

        WriteFiles(output, all, Path.GetFullPath(folder));
    }

    private string Choose(string[] wanted)
    {
        (string Name, string Document)[] documents =
        [
            .. ManifestSplitter.Split(_text.ToString())
                .Select(document => (Inner().Match(document).Groups[1].Value, document))
                .Where(entry => entry.Value.Length > 0),
        ];
        StringBuilder chosen = new();
        foreach (string pattern in wanted)
        {
            (string Name, string Document)[] matching = [.. documents.Where(document => ShellPattern.Matches(pattern, document.Name))];
            if (matching.Length == 0)
            {
                throw new HelmException($"could not find template {pattern} in chart");
            }

            foreach ((_, string document) in matching)
            {
                chosen.Append("---\n").Append(document).Append('\n');
            }
        }

        return chosen.ToString();
    }

    private static void WriteFiles(TextWriter output, string all, string folder)
    {
        HashSet<string> written = new(StringComparer.Ordinal);
        string name = "";
        foreach (string document in ManifestSplitter.Split(all))
        {
            // A file of definitions may hold several documents; only the first tells the source.
            name = Source().Match(document) is { Success: true } match ? match.Groups[1].Value : name;
            string path = Path.GetFullPath(Path.Combine(folder, name));

            // The name comes from the chart, and a chart must not choose files outside the folder.
            if (name.Length == 0 || !path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal))
            {
                throw new HelmException($"cannot write \"{name}\": it lies outside {folder}");
            }

            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!); // not null: the path lies in the folder
                string content = $"---\n{document}\n";
                if (written.Add(path))
                {
                    File.WriteAllText(path, content);
                    output.Write($"wrote {path}\n");
                }
                else
                {
                    File.AppendAllText(path, content);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new HelmException($"cannot write {path}: {e.Message}", e);
            }
        }
    }

    [GeneratedRegex("# Source: [^/\n]+/(.+)", RegexOptions.NonBacktracking)]
    private static partial Regex Inner();

    [GeneratedRegex(@"\A# Source: (.+)", RegexOptions.NonBacktracking)]
    private static partial Regex Source();
}
