using System.Globalization;
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>Reads Go's regular expression syntax (RE2 with the Perl flags); error texts are those of Go.</summary>
internal sealed partial class RegexParser
{
    private const int MaxRepeat = 1_000;
    private const int MaxHeight = 1_000;
    private const long MaxSize = 3_355_443;
    private const long MaxRanges = 16_777_216;

    private readonly string _pattern;
    private readonly Stack<Level> _outer = new();
    private Level _level = new(Flags.None, 0);
    private Flags _flags;
    private int _at;

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

    /// <summary>The names of the captured groups by number; group 0 is the whole match. A name may occur twice.</summary>
    public List<string?> Groups { get; } = [null];

    /// <summary>How many ranges all character sets have together.</summary>
    public long Ranges { get; private set; }

    /// <exception cref="FunctionException">The pattern is wrong ("error parsing regexp: …").</exception>
    public static (RegexNode Node, RegexParser Parser) Parse(string pattern)
    {
        RegexParser parser = new(pattern);
        return (parser.Read(), parser);
    }

    private RegexNode Read()
    {
        int lastRepeat = -1;
        while (_at < _pattern.Length)
        {
            int start = _at;
            bool repeats = _pattern[_at] is '*' or '+' or '?' || (_pattern[_at] == '{' && TryCounts(out _, out _, out _));
            if (repeats)
            {
                Repeat(lastRepeat);
            }
            else
            {
                One();
            }
            lastRepeat = repeats ? start : -1;
        }

        if (_outer.Count > 0)
        {
            throw Fail("missing closing )", _pattern);
        }
        return Checked(_level.Node());
    }

    private void One()
    {
        switch (_pattern[_at])
        {
            case '(':
                Open();
                break;
            case ')':
                Close();
                break;
            case '|':
                _at++;
                _level.NextChoice();
                break;
            case '[':
                Push(new CharacterNode(Class()));
                break;
            case '.':
                _at++;
                Push(new CharacterNode(_flags.HasFlag(Flags.DotNewLine) ? CharacterClasses.Any : CharacterClasses.NotNewLine));
                break;
            case '^':
                PushPlace(1, _flags.HasFlag(Flags.MultiLine) ? RegexOperation.LineStart : RegexOperation.TextStart);
                break;
            case '$':
                PushPlace(1, _flags.HasFlag(Flags.MultiLine) ? RegexOperation.LineEnd : RegexOperation.TextEnd);
                break;
            case '\\':
                Escape();
                break;
            default:
                PushLiteral(NextRune());
                break;
        }
    }

    private void Push(RegexNode node)
    {
        if (node is CharacterNode character)
        {
            Ranges += character.Set.Ranges.Count;
        }
        _level.Items.Add(Checked(node));
    }

    private void PushPlace(int length, RegexOperation place)
    {
        _at += length;
        Push(new AssertionNode(place));
    }

    private void PushLiteral(int code)
    {
        CharacterSet set = CharacterSet.Single(code);
        Push(new CharacterNode(_flags.HasFlag(Flags.FoldCase) ? set.Folded() : set));
    }

    private RegexNode Checked(RegexNode node)
    {
        if (node.Size > MaxSize || Ranges > MaxRanges)
        {
            throw Fail("expression too large", _pattern);
        }
        return node.Height <= MaxHeight ? node : throw Fail("expression nests too deeply", _pattern);
    }

    private void Repeat(int lastRepeat)
    {
        int start = _at;
        int least = 0;
        int? most = null;
        bool counted = _pattern[_at] == '{';
        if (counted)
        {
            TryCounts(out least, out most, out int end);
            _at = end;
            if (least > MaxRepeat || most > MaxRepeat || least > most)
            {
                throw Fail("invalid repeat count", _pattern[start.._at]);
            }
        }
        else
        {
            least = _pattern[_at] == '+' ? 1 : 0;
            most = _pattern[_at] == '?' ? 1 : null;
            _at++;
        }

        bool lazy = _at < _pattern.Length && _pattern[_at] == '?';
        if (lazy)
        {
            _at++;
        }
        if (lastRepeat >= 0)
        {
            throw Fail("invalid nested repetition operator", _pattern[lastRepeat.._at]);
        }
        List<RegexNode> items = _level.Items;
        if (items.Count == 0)
        {
            throw Fail("missing argument to repetition operator", _pattern[start.._at]);
        }
        RepeatNode repeat = new(items[^1], least, most, lazy != _flags.HasFlag(Flags.Ungreedy), counted);
        items[^1] = Checked(repeat);
        if (counted && (least >= 2 || most >= 2) && repeat.Copies > MaxRepeat)
        {
            throw Fail("invalid repeat count", _pattern[start.._at]);
        }
    }

    // What does not read as {n}, {n,} or {n,m} is literal text.
    private bool TryCounts(out int least, out int? most, out int end)
    {
        least = 0;
        most = null;
        end = _at + 1;
        if (!TryCount(ref end, out least))
        {
            return false;
        }
        most = least;
        if (end < _pattern.Length && _pattern[end] == ',')
        {
            end++;
            most = null;
            if (end < _pattern.Length && _pattern[end] != '}')
            {
                if (!TryCount(ref end, out int upper))
                {
                    return false;
                }
                most = upper;
            }
        }

        return end < _pattern.Length && _pattern[end++] == '}';
    }

    private bool TryCount(ref int at, out int count)
    {
        int start = at;
        while (at < _pattern.Length && char.IsAsciiDigit(_pattern[at]))
        {
            at++;
        }
        count = 0;
        if (at == start || (at - start > 1 && _pattern[start] == '0'))
        {
            return false;
        }
        if (!int.TryParse(_pattern.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out count))
        {
            count = int.MaxValue;
        }
        return true;
    }

    // The end of the pattern reads as U+FFFD, as in Go.
    private int NextRune()
    {
        if (_at >= _pattern.Length)
        {
            return Rune.ReplacementChar.Value;
        }
        if (!Rune.TryGetRuneAt(_pattern, _at, out Rune rune))
        {
            throw Fail("invalid UTF-8", _pattern[_at..]);
        }
        _at += rune.Utf16SequenceLength;
        return rune.Value;
    }

    private static void RequireValid(string part)
    {
        for (int i = 0; i < part.Length; i++)
        {
            if (!Rune.TryGetRuneAt(part, i, out Rune rune))
            {
                throw Fail("invalid UTF-8", part);
            }
            i += rune.Utf16SequenceLength - 1;
        }
    }

    private static FunctionException Fail(string problem, string part) => new($"error parsing regexp: {problem}: `{part}`");
}
