namespace Kuscia.Helm.Charts;

/// <summary>Slash-separated path arithmetic by the rules of Go's <c>path</c> package, which Helm's names follow.</summary>
internal static class ChartPaths
{
    public static string Clean(string path)
    {
        bool rooted = path.StartsWith('/');
        List<string> kept = new();
        foreach (string part in path.Split('/'))
        {
            if (part.Length == 0 || part == ".")
            {
                continue;
            }

            if (part == ".." && kept.Count > 0 && kept[^1] != "..")
            {
                kept.RemoveAt(kept.Count - 1);
                continue;
            }

            if (part == ".." && rooted)
            {
                continue;
            }

            kept.Add(part);
        }

        string joined = string.Join('/', kept);
        if (rooted)
        {
            return "/" + joined;
        }

        return joined.Length == 0 ? "." : joined;
    }

    public static string Base(string path)
    {
        string trimmed = path.TrimEnd('/');
        if (trimmed.Length == 0)
        {
            return path.Length == 0 ? "." : "/";
        }

        return trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    public static string Extension(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        int dot = name.LastIndexOf('.');
        return dot < 0 ? "" : name[dot..];
    }

    public static string Join(string first, string second) => Clean(first + "/" + second);
}
