using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Text;

/// <summary>Functions on slash-separated paths; the os forms are those of Linux and so the same.</summary>
internal static class PathFunctions
{
    public static IEnumerable<GoFunction> Rows =>
    [
        .. Both("base", static (_, a) => Base((string)a[0]!)),
        .. Both("dir", static (_, a) => Dir((string)a[0]!)),
        .. Both("clean", static (_, a) => Clean((string)a[0]!)),
        .. Both("ext", static (_, a) => Extension((string)a[0]!)),
        .. Both("isAbs", static (_, a) => ((string)a[0]!).StartsWith('/')),
    ];

    private static IEnumerable<GoFunction> Both(string name, FunctionCode code) =>
        [new(name, "string", code), new("os" + char.ToUpperInvariant(name[0]) + name[1..], "string", code)];

    /// <summary>The last element of a path; "." for an empty one.</summary>
    public static string Base(string path)
    {
        if (path.Length == 0)
        {
            return ".";
        }
        string trimmed = path.TrimEnd('/');
        return trimmed.Length == 0 ? "/" : trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    /// <summary>The path without ".", ".." and doubled slashes.</summary>
    private static string Clean(string path)
    {
        bool rooted = path.StartsWith('/');
        List<string> kept = [];
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".")
            {
                continue;
            }
            if (part != "..")
            {
                kept.Add(part);
            }
            else if (kept.Count > 0 && kept[^1] != "..")
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (!rooted)
            {
                kept.Add(part);
            }
        }

        string joined = string.Join('/', kept);
        return rooted ? "/" + joined : joined.Length == 0 ? "." : joined;
    }

    private static string Dir(string path) => Clean(path[..(path.LastIndexOf('/') + 1)]);

    private static string Extension(string path)
    {
        int dot = path.LastIndexOf('.');
        return dot > path.LastIndexOf('/') ? path[dot..] : "";
    }
}
