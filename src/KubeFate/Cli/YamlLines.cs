using System.Text.RegularExpressions;

namespace KubeFate.Cli;

/// <summary>Where in a YAML text its keys stand. Read by indentation: what is written in one line, such as <c>{a: 1}</c>, stands where its key does.</summary>
internal sealed partial class YamlLines
{
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly Stack<(int Indent, string Path, bool IsItem)> open = new();
    private readonly string[] lines;
    private int scalarOf = -1;

    public YamlLines(string text)
    {
        lines = text.Split('\n');
        open.Push((-1, "", false));
        for (int i = 0; i < lines.Length; i++)
        {
            Read(i);
        }
    }

    /// <summary>Number (from 1) and text of the line of a path such as <c>/list/0/a</c>, or of the nearest thing around it.</summary>
    public (int Number, string Text) Find(string path)
    {
        while (path.Length > 0)
        {
            if (places.TryGetValue(path, out int line))
            {
                return (line + 1, lines[line].Trim());
            }

            path = path[..path.LastIndexOf('/')];
        }

        return (1, lines[0].Trim());
    }

    private void Read(int number)
    {
        string line = lines[number].TrimEnd('\r');
        int indent = line.Length - line.TrimStart(' ').Length;
        string rest = line[indent..];
        if (rest.Length == 0 || rest[0] == '#' || (scalarOf >= 0 && indent > scalarOf))
        {
            return;
        }

        scalarOf = -1;
        while (rest == "-" || rest.StartsWith("- ", StringComparison.Ordinal))
        {
            Close(top => top.Indent > indent || (top.Indent == indent && top.IsItem));
            string list = open.Peek().Path;
            int item = counts.GetValueOrDefault(list);
            counts[list] = item + 1;
            Open(indent, $"{list}/{item}", isItem: true, number);
            string next = rest[1..].TrimStart(' ');
            indent += rest.Length - next.Length;
            rest = next;
        }

        Match key = Key().Match(rest);
        if (key.Success)
        {
            Close(top => top.Indent >= indent);
            Open(indent, $"{open.Peek().Path}/{key.Groups[1].Value.Trim('"', '\'')}", isItem: false, number);
            scalarOf = rest[key.Length..].TrimStart() is ['|' or '>', ..] ? indent : -1;
        }
    }

    private void Open(int indent, string path, bool isItem, int line)
    {
        open.Push((indent, path, isItem));
        places.TryAdd(path, line);
    }

    private void Close(Func<(int Indent, string Path, bool IsItem), bool> ended)
    {
        while (ended(open.Peek()))
        {
            open.Pop();
        }
    }

    [GeneratedRegex("""^("[^"]*"|'[^']*'|[^\s:#][^:#]*?)\s*:(?=\s|$)""")]
    private static partial Regex Key();
}
