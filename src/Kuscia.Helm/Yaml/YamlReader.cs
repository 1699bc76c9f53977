using Kuscia.Helm.Templates.Evaluation;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kuscia.Helm.Yaml;

/// <summary>
/// Reads a document as yaml.v2 does into interface{}: scalars by YAML 1.1, later duplicates of a key win, merge keys,
/// anchors. Scanning and parsing are YamlDotNet's.
/// </summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 1_000;
    private const int MaxExpandedNodes = 4_000_000;
    private const int MaxRepairs = 100;
    private const int MaxRepairLength = 256 * 1024;

    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly string _text;
    private readonly Dictionary<string, object?> _anchors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private int _depth;
    private long _nodes;
    private long _aliased;

    private YamlReader(string text)
    {
        _text = text;
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
    }

    /// <summary>Reads the first document; null when there is none.</summary>
    public static object? Read(string text)
    {
        YamlText.RequirePrintable(text);
        for (int repairs = 0; ; repairs++)
        {
            YamlReader reader = new(text);
            try
            {
                return reader.FirstDocument();
            }
            catch (Exception error) when (error is not HelmYamlException)
            {
                // The scanner meets some malformed input with exceptions of all kinds, not only its own.
                if (repairs < MaxRepairs && text.Length < MaxRepairLength && YamlIndentation.TryDeepen(text, error, reader._scanner.CurrentPosition, out string repaired))
                    text = repaired;
                else if (error is YamlException known)
                    throw YamlProblem.Translate(known, text);
                else
                    throw new HelmYamlException("yaml: unknown problem parsing YAML content", error);
            }
        }
    }

    private object? FirstDocument()
    {
        _parser.MoveNext();
        _parser.MoveNext();
        if (_parser.Current is not DocumentStart)
            return null;
        _parser.MoveNext();
        object? value = Node();
        return value;
    }

    // Leaves the parser behind the node, except behind the root.
    private object? Node()
    {
        if (StackGuard.IsLow)
            return StackGuard.OnFreshStack(Node);
        if (++_depth > MaxDepth)
            throw new HelmYamlException($"yaml: exceeded max depth of {MaxDepth}");
        _nodes++;
        object? value;
        switch (_parser.Current)
        {
            case AnchorAlias alias:
                value = Alias(alias.Value.Value);
                Leave();
                break;
            case Scalar scalar:
                value = Anchored(scalar.Anchor, ScalarValue(scalar));
                Leave();
                break;
            case SequenceStart start:
                value = Sequence(start);
                break;
            case MappingStart start:
                value = Mapping(start);
                break;
            default:
                throw new HelmYamlException("yaml: unknown problem parsing YAML content");
        }

        _depth--;
        return value;
    }

    // What follows the document's root is not looked at, as in yaml.v2.
    private void Leave()
    {
        if (_depth > 1)
            _parser.MoveNext();
    }

    private object? Anchored(AnchorName anchor, object? value)
    {
        if (!anchor.IsEmpty)
            _anchors[anchor.Value] = value;
        return value;
    }

    private object? Alias(string name)
    {
        if (_open.Contains(name))
            throw new HelmYamlException($"yaml: anchor '{name}' value contains itself");
        if (!_anchors.TryGetValue(name, out object? value))
            throw new HelmYamlException($"yaml: unknown anchor '{name}' referenced");
        _aliased += Weight(value);
        if (_aliased > MaxExpandedNodes || (_aliased > 100_000 && _aliased > _nodes * 10))
            throw new HelmYamlException("yaml: document contains excessive aliasing");
        return value;
    }

    private static long Weight(object? value) => value switch
    {
        YamlMap map => map.Weight,
        YamlList list => list.Weight,
        _ => 1,
    };

    private YamlList Sequence(SequenceStart start)
    {
        YamlList list = new();
        Open(start.Anchor);
        _parser.MoveNext();
        while (_parser.Current is not SequenceEnd)
        {
            object? item = Node();
            list.Items.Add(item);
            list.Weight += Weight(item);
        }

        Leave();
        Close(start.Anchor, list);
        return list;
    }

    private YamlMap Mapping(MappingStart start)
    {
        YamlMap map = new();
        Open(start.Anchor);
        _parser.MoveNext();
        while (_parser.Current is not MappingEnd)
        {
            bool merge = _parser.Current is Scalar { Value: "<<" } scalar && (scalar.Style == ScalarStyle.Plain || scalar.Tag == "tag:yaml.org,2002:merge");
            object? key = merge ? YamlMap.MergeKey : Node();
            if (merge)
                _parser.MoveNext();
            if (key is YamlMap or YamlList)
                throw new HelmYamlException($"yaml: invalid map key: {JsonModel.ShowKey(key)}");
            object? value = Node();
            map.Weight += Weight(value);
            if (merge)
                Merge(map, value);
            else
                map.Set(key, value);
        }

        Leave();
        Close(start.Anchor, map);
        return map;
    }

    private void Open(AnchorName anchor)
    {
        if (!anchor.IsEmpty)
            _open.Add(anchor.Value);
    }

    private void Close(AnchorName anchor, object value)
    {
        if (anchor.IsEmpty)
            return;
        _open.Remove(anchor.Value);
        _anchors[anchor.Value] = value;
    }

    // Of a list of maps the first one wins, so the last one is written first.
    private static void Merge(YamlMap map, object? value)
    {
        IEnumerable<object?> sources = value switch
        {
            YamlMap single => [single],
            YamlList list => list.Items.AsEnumerable().Reverse(),
            _ => [null],
        };
        foreach (object? source in sources)
        {
            if (source is not YamlMap other)
                throw new HelmYamlException("yaml: map merge requires map or sequence of maps as the value");
            foreach (KeyValuePair<object, object?> entry in other.Entries)
                map.Set(entry.Key, entry.Value);
        }
    }

    private object? ScalarValue(Scalar scalar)
    {
        if (scalar.Style == ScalarStyle.DoubleQuoted)
            RequireKnownEscapes(scalar);
        string tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        bool quoted = scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any);
        if (tag == "!" || (tag.Length == 0 && quoted))
            return scalar.Value;
        return YamlScalars.Decode(tag, scalar.Value);
    }

    // yaml.v2 does not know the escape of the slash.
    private void RequireKnownEscapes(Scalar scalar)
    {
        int start = (int)Math.Clamp(scalar.Start.Index, 0, _text.Length);
        int end = (int)Math.Clamp(scalar.End.Index, start, _text.Length);
        ReadOnlySpan<char> raw = _text.AsSpan(start, end - start);
        for (int at = raw.IndexOf('\\'); at >= 0 && at + 1 < raw.Length; at = NextEscape(raw, at + 2))
        {
            if (raw[at + 1] == '/')
                throw YamlProblem.At(scalar.Start.Line - 1 + raw[..at].Count('\n'), "found unknown escape character", true);
        }
    }

    private static int NextEscape(ReadOnlySpan<char> raw, int from)
    {
        int found = from >= raw.Length ? -1 : raw[from..].IndexOf('\\');
        return found < 0 ? -1 : from + found;
    }
}
