using System.Text;

namespace KubeFate.Cli;

/// <summary>What changes between two texts of manifests, object by object.</summary>
internal static class ManifestDiff
{
    public static string Write(string before, string after)
    {
        Dictionary<string, string> old = Split(before), now = Split(after);
        StringBuilder text = new();
        foreach (string name in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            string? left = old.GetValueOrDefault(name), right = now.GetValueOrDefault(name);
            if (left == right)
            {
                continue;
            }

            text.Append(left is null ? "added: " : right is null ? "removed: " : "changed: ").Append(name).Append('\n');
            Lines(text, (left ?? "").Split('\n'), (right ?? "").Split('\n'));
        }

        return text.Length == 0 ? "nothing changes\n" : text.ToString();
    }

    // What both begin and end with is left out; between them stands what went and what came.
    private static void Lines(StringBuilder text, string[] left, string[] right)
    {
        int same = 0, tail = 0, shorter = Math.Min(left.Length, right.Length);
        while (same < shorter && left[same] == right[same])
        {
            same++;
        }

        while (tail < shorter - same && left[^(tail + 1)] == right[^(tail + 1)])
        {
            tail++;
        }

        foreach (string line in left[same..^tail].Where(line => line.Length > 0))
        {
            text.Append("- ").Append(line).Append('\n');
        }

        foreach (string line in right[same..^tail].Where(line => line.Length > 0))
        {
            text.Append("+ ").Append(line).Append('\n');
        }
    }

    private static Dictionary<string, string> Split(string manifest)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (string part in manifest.Split("---\n", StringSplitOptions.RemoveEmptyEntries))
        {
            string kind = Field(part, "kind: "), name = Field(part, "  name: ");
            found[$"{kind} {name}"] = part;
        }

        return found;
    }

    private static string Field(string document, string start) =>
        document.Split('\n').FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..].Trim() ?? "";
}
