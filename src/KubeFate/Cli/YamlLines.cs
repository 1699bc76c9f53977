using System.Text.RegularExpressions;

namespace KubeFate.Cli;

/// <summary>Where in a YAML text its keys stand. Read by indentation: what is written in one line, such as <c>{a: 1}</c>, stands where its key does.</summary>
internal sealed partial class YamlLines
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Stack<(int Indent, string Path, bool IsItem)> _open = new();
    private readonly string[] _lines;
    private int _scalarOf = -1;

    public YamlLines(string text)
    {
        _lines = text.Split('\n');
        _open.Push((-1, "", false));
        for (int i = 0; i < _lines.Length; i++)
        {
            Read(i);
        }
    }

    /// <summary>Number (from 1) and text of the line of a path such as <c>/list/0/a</c>, or of the nearest thing around it.</summary>
    public (int Number, string Text) Find(string path)
    {
        while (path.Length > 0)
        {
            if (_places.TryGetValue(path, out int line))
            {
                return (line + 1, _lines[line].Trim());
            }

            path = path[..path.LastIndexOf('/')];
        }

        return (1, _lines[0].Trim());
    }

    private void Read(int number)
    {
        string line = _lines[number].TrimEnd('\r');
        int indent = line.Length - line.TrimStart(' ').Length;
        string rest = line[indent..];
        if (rest.Length == 0 || rest[0] == '#' || (_scalarOf >= 0 && indent > _scalarOf))
        {
            return;
        }

        _scalarOf = -1;
        while (rest == "-" || rest.StartsWith("- ", StringComparison.Ordinal))
        {
            Close(top => top.Indent > indent || (top.Indent == indent && top.IsItem));
            string list = _open.Peek().Path;
            int item = _counts.GetValueOrDefault(list);
            _counts[list] = item + 1;
            Open(indent, $"{list}/{item}", isItem: true, number);
            string next = rest[1..].TrimStart(' ');
            indent += rest.Length - next.Length;
            rest = next;
        }

        Match key = Key().Match(rest);
        if (key.Success)
        {
            Close(top => top.Indent >= indent);
            Open(indent, $"{_open.Peek().Path}/{key.Groups[1].Value.Trim('"', '\'')}", isItem: false, number);
            _scalarOf = rest[key.Length..].TrimStart() is ['|' or '>', ..] ? indent : -1;
        }
    }

    private void Open(int indent, string path, bool isItem, int line)
    {
        _open.Push((indent, path, isItem));
        _places.TryAdd(path, line);
    }

    private void Close(Func<(int Indent, string Path, bool IsItem), bool> ended)
    {
        while (ended(_open.Peek()))
        {
            _open.Pop();
        }
    }

    [GeneratedRegex("""^("[^"]*"|'[^']*'|[^\s:#][^:#]*?)\s*:(?=\s|$)""")]
    private static partial Regex Key();
}
