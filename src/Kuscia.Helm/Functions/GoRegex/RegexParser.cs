using System.Globalization;

namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>Reads Go's regular expression syntax (RE2, Perl flavour); error texts are those of Go 1.19.</summary>
internal sealed partial class RegexParser
{
    private const int MaxRepeat = 1_000;
    private const int MaxDepth = 250;

    private readonly string _pattern;
    private int _at;
    private int _depth;
    private Flags _flags;

    private RegexParser(string pattern) => _pattern = pattern;

    [Flags]
    private enum Flags : byte
    {
        None = 0,
        FoldCase = 1,
        MultiLine = 2,
        DotNewLine = 4,
        Ungreedy = 8,
    }

    /// <summary>The names of the captured groups by number; group 0 is the whole match.</summary>
    public List<string?> Groups { get; } = [null];

    /// <summary>Whether \b or \B occur, which differ beyond ASCII.</summary>
    public bool UsesWordBoundary { get; private set; }

    /// <exception cref="FunctionException">The pattern is wrong ("error parsing regexp: …").</exception>
    public static (RegexNode Node, RegexParser Parser) Parse(string pattern)
    {
        RegexParser parser = new(pattern);
        RegexNode node = parser.Choice();
        if (parser._at < pattern.Length)
            throw Fail("unexpected )", pattern);
        return (node, parser);
    }

    private RegexNode Choice()
    {
        if (++_depth > MaxDepth)
            throw Fail("expression nests too deeply", _pattern);
        List<RegexNode> items = [Sequence()];
        while (_at < _pattern.Length && _pattern[_at] == '|')
        {
            _at++;
            items.Add(Sequence());
        }

        _depth--;
        return items.Count == 1 ? items[0] : new ChoiceNode(items);
    }

    private SequenceNode Sequence()
    {
        List<RegexNode> items = [];
        int repeatStart = -1;
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            int start = _at;
            if (_pattern[_at] is '*' or '+' or '?' || (_pattern[_at] == '{' && TryCounts(out _, out _, out _)))
            {
                Repeat(items, ref repeatStart);
                continue;
            }

            repeatStart = -1;
            if (Atom() is { } item)
                items.Add(item);
            if (_at == start)
                throw Fail("invalid character class range", _pattern[start..]);
        }

        return new SequenceNode(items);
    }

    private void Repeat(List<RegexNode> items, ref int repeatStart)
    {
        int start = _at;
        int least = 0;
        int? most = null;
        if (_pattern[_at] == '{')
        {
            TryCounts(out least, out most, out int end);
            _at = end;
        }
        else
        {
            least = _pattern[_at] == '+' ? 1 : 0;
            most = _pattern[_at] == '?' ? 1 : null;
            _at++;
        }

        bool lazy = _at < _pattern.Length && _pattern[_at] == '?';
        if (lazy)
            _at++;
        if (items.Count == 0)
            throw Fail("missing argument to repetition operator", _pattern[start.._at]);
        if (repeatStart >= 0)
            throw Fail("invalid nested repetition operator", _pattern[repeatStart.._at]);
        if (least > MaxRepeat || most > MaxRepeat || (most is { } limit && least > limit))
            throw Fail("invalid repeat count", _pattern[start.._at]);
        repeatStart = start;
        items[^1] = new RepeatNode(items[^1], least, most, lazy != _flags.HasFlag(Flags.Ungreedy));
    }

    // What does not read as {n}, {n,} or {n,m} is literal text.
    private bool TryCounts(out int least, out int? most, out int end)
    {
        least = 0;
        most = null;
        end = _at + 1;
        if (!TryCount(ref end, out least))
            return false;
        most = least;
        if (end < _pattern.Length && _pattern[end] == ',')
        {
            end++;
            most = null;
            if (end < _pattern.Length && _pattern[end] != '}')
            {
                if (!TryCount(ref end, out int upper))
                    return false;
                most = upper;
            }
        }

        return end < _pattern.Length && _pattern[end++] == '}';
    }

    private bool TryCount(ref int at, out int count)
    {
        int start = at;
        while (at < _pattern.Length && char.IsAsciiDigit(_pattern[at]))
            at++;
        count = 0;
        if (at == start || (at - start > 1 && _pattern[start] == '0'))
            return false;
        if (!int.TryParse(_pattern.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out count) || count > 100_000)
            count = 100_000;
        return true;
    }

    private RegexNode? Atom()
    {
        switch (_pattern[_at])
        {
            case '(':
                return Group();
            case '[':
                return new CharacterNode(Class());
            case '.':
                _at++;
                return new CharacterNode(_flags.HasFlag(Flags.DotNewLine)
                    ? CharacterSet.Of([(0, 0x10FFFF)])
                    : CharacterSet.Single('\n').Negated());
            case '^':
                _at++;
                return new AnchorNode(_flags.HasFlag(Flags.MultiLine) ? "(?m:^)" : "\\A");
            case '$':
                _at++;
                return new AnchorNode(_flags.HasFlag(Flags.MultiLine) ? "(?m:$)" : "\\z");
            case '\\':
                return Escape();
            default:
                return Literal(Rune());
        }
    }

    private CharacterNode Literal(int code)
    {
        CharacterSet set = CharacterSet.Single(code);
        return new CharacterNode(_flags.HasFlag(Flags.FoldCase) ? set.Folded() : set);
    }

    private int Rune()
    {
        int code = char.IsSurrogatePair(_pattern, Math.Min(_at, Math.Max(_pattern.Length - 2, 0))) && char.IsHighSurrogate(_pattern[_at])
            ? char.ConvertToUtf32(_pattern, _at)
            : _pattern[_at];
        if (code is >= 0xD800 and <= 0xDFFF)
            throw Fail("invalid UTF-8", _pattern);
        _at += code > 0xFFFF ? 2 : 1;
        return code;
    }

    private RegexNode? Group()
    {
        Flags outer = _flags;
        int start = _at;
        if (_at + 1 < _pattern.Length && _pattern[_at + 1] == '?')
            return FlagGroup(start, outer);
        _at++;
        return Capture(null, outer);
    }

    private CaptureNode Capture(string? name, Flags outer)
    {
        int number = Groups.Count;
        Groups.Add(name);
        RegexNode inner = Choice();
        Close();
        _flags = outer;
        return new CaptureNode(inner, number, name);
    }

    private void Close()
    {
        if (_at >= _pattern.Length)
            throw Fail("missing closing )", _pattern);
        _at++;
    }

    private RegexNode? FlagGroup(int start, Flags outer)
    {
        if (_pattern.AsSpan(_at).StartsWith("(?P<"))
            return NamedGroup(start, outer);
        _at += 2;
        bool clear = false;
        bool any = false;
        Flags flags = _flags;
        while (_at < _pattern.Length)
        {
            char c = _pattern[_at++];
            Flags flag = c switch { 'i' => Flags.FoldCase, 'm' => Flags.MultiLine, 's' => Flags.DotNewLine, 'U' => Flags.Ungreedy, _ => Flags.None };
            if (flag != Flags.None)
            {
                flags = clear ? flags & ~flag : flags | flag;
                any = true;
            }
            else if (c == '-' && !clear)
            {
                clear = true;
                any = false;
            }
            else if (c is ':' or ')' && (!clear || any))
            {
                _flags = flags;
                return c == ')' ? null : Plain(outer);
            }
            else
            {
                break;
            }
        }

        throw _at >= _pattern.Length && _pattern[^1] is not '!' and not '=' and not '<'
            ? Fail("missing argument to repetition operator", "?")
            : Fail("invalid or unsupported Perl syntax", _pattern[start.._at]);
    }

    private RegexNode Plain(Flags outer)
    {
        RegexNode inner = Choice();
        Close();
        _flags = outer;
        return inner;
    }

    private CaptureNode NamedGroup(int start, Flags outer)
    {
        int end = _pattern.IndexOf('>', _at);
        if (end < 0)
            throw Fail("invalid named capture", _pattern[start..]);
        string name = _pattern[(start + 4)..end];
        if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw Fail("invalid named capture", _pattern[start..(end + 1)]);
        if (Groups.Contains(name))
            throw Fail("duplicate capture group name", name);
        _at = end + 1;
        return Capture(name, outer);
    }

    private static FunctionException Fail(string problem, string part) => new($"error parsing regexp: {problem}: `{part}`");
}
