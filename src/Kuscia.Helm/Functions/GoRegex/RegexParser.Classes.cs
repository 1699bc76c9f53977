using System.Globalization;

namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>The part of the parser that reads escapes and character classes.</summary>
internal sealed partial class RegexParser
{
    private RegexNode Escape()
    {
        if (_at + 1 >= _pattern.Length)
            throw new FunctionException("error parsing regexp: trailing backslash at end of expression: ``");
        switch (_pattern[_at + 1])
        {
            case 'A':
                return Anchor("\\A");
            case 'z':
                return Anchor("\\z");
            case 'b':
                UsesWordBoundary = true;
                return Anchor("\\b");
            case 'B':
                UsesWordBoundary = true;
                return Anchor("\\B");
            case 'C':
                throw new FunctionException("error parsing regexp: \\C (any single byte) is not supported; match characters instead");
            case 'Q':
                return QuotedText();
        }

        if (NamedClass() is { } set)
            return new CharacterNode(set);
        return Literal(EscapedCode());
    }

    private AnchorNode Anchor(string pattern)
    {
        _at += 2;
        return new AnchorNode(pattern);
    }

    private SequenceNode QuotedText()
    {
        int end = _pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
        int stop = end < 0 ? _pattern.Length : end;
        _at += 2;
        List<RegexNode> items = [];
        while (_at < stop)
            items.Add(Literal(Rune()));
        _at = end < 0 ? stop : end + 2;
        return new SequenceNode(items);
    }

    // \d \pL \p{Greek} and their opposites; null when something else stands here.
    private CharacterSet? NamedClass()
    {
        char letter = _pattern[_at + 1];
        if (CharacterClasses.Perl(char.ToLowerInvariant(letter)) is { } perl)
        {
            _at += 2;
            perl = _flags.HasFlag(Flags.FoldCase) ? perl.Folded() : perl;
            return char.IsAsciiLetterUpper(letter) ? perl.Negated() : perl;
        }

        return letter is 'p' or 'P' ? UnicodeClass(letter == 'P') : null;
    }

    private CharacterSet UnicodeClass(bool negated)
    {
        int start = _at;
        _at += 2;
        if (_at >= _pattern.Length)
            throw Fail("invalid character class range", _pattern[start..]);
        string name = _pattern[_at].ToString();
        if (name == "{")
        {
            int end = _pattern.IndexOf('}', _at);
            if (end < 0)
                throw Fail("invalid character class range", _pattern[start..]);
            name = _pattern[(_at + 1)..end];
            _at = end;
        }

        _at++;
        if (name.StartsWith('^'))
        {
            negated = !negated;
            name = name[1..];
        }

        CharacterSet set = CharacterClasses.Named(name) ?? throw Fail("invalid character class range", _pattern[start.._at]);
        set = _flags.HasFlag(Flags.FoldCase) ? set.Folded() : set;
        return negated ? set.Negated() : set;
    }

    private int EscapedCode()
    {
        int start = _at;
        char c = _pattern[_at + 1];
        _at += 2;
        switch (c)
        {
            case 'a': return 7;
            case 'f': return '\f';
            case 't': return '\t';
            case 'n': return '\n';
            case 'r': return '\r';
            case 'v': return '\v';
            case 'x': return HexCode(start);
            case '0': return OctalCode('0', 2);
            case >= '1' and <= '7' when _at < _pattern.Length && _pattern[_at] is >= '0' and <= '7': return OctalCode(c, 2);
        }

        if (c < 0x80 && !char.IsAsciiLetterOrDigit(c))
            return c;
        throw Fail("invalid escape sequence", _pattern[start.._at]);
    }

    private int OctalCode(char first, int more)
    {
        int code = first - '0';
        for (; more > 0 && _at < _pattern.Length && _pattern[_at] is >= '0' and <= '7'; more--)
            code = (code * 8) + (_pattern[_at++] - '0');
        return code;
    }

    private int HexCode(int start)
    {
        string digits;
        if (_at < _pattern.Length && _pattern[_at] == '{')
        {
            int end = _pattern.IndexOf('}', _at);
            digits = end < 0 ? "" : _pattern[(_at + 1)..end];
            _at = end < 0 ? _pattern.Length : end + 1;
        }
        else
        {
            digits = _at + 2 <= _pattern.Length ? _pattern.Substring(_at, 2) : "";
            _at = Math.Min(_at + 2, _pattern.Length);
        }

        if (int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) && code is >= 0 and <= 0x10FFFF)
            return code;
        throw Fail("invalid escape sequence", _pattern[start.._at]);
    }

    private CharacterSet Class()
    {
        int start = _at++;
        bool negated = _at < _pattern.Length && _pattern[_at] == '^';
        if (negated)
            _at++;
        List<(int, int)> ranges = [];
        bool first = true;
        while (_at >= _pattern.Length || _pattern[_at] != ']' || first)
        {
            if (_at >= _pattern.Length)
                throw Fail("missing closing ]", _pattern[start..]);
            ClassItem(start, first, ranges);
            first = false;
        }

        _at++;
        CharacterSet set = CharacterSet.Of(ranges);
        set = _flags.HasFlag(Flags.FoldCase) ? set.Folded() : set;
        return negated ? set.Negated() : set;
    }

    private void ClassItem(int classStart, bool first, List<(int, int)> ranges)
    {
        int start = _at;
        if (_pattern[_at] == '-' && !first && _at + 1 < _pattern.Length && _pattern[_at + 1] != ']')
            throw Fail("invalid character class range", _pattern.Substring(start, Math.Min(2, _pattern.Length - start)));
        if (_pattern.AsSpan(_at).StartsWith("[:") && _pattern.IndexOf(":]", _at, StringComparison.Ordinal) is > 0 and var end)
        {
            ranges.AddRange(PosixClass(end).Ranges);
            return;
        }

        if (_pattern[_at] == '\\' && _at + 1 < _pattern.Length && NamedClass() is { } set)
        {
            ranges.AddRange(set.Ranges);
            return;
        }

        int low = ClassCode(classStart);
        int high = low;
        if (_at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] != ']')
        {
            _at++;
            high = ClassCode(classStart);
            if (high < low)
                throw Fail("invalid character class range", _pattern[start.._at]);
        }

        ranges.Add((low, high));
    }

    private CharacterSet PosixClass(int end)
    {
        string name = _pattern[(_at + 2)..end];
        bool negated = name.StartsWith('^');
        CharacterSet set = CharacterClasses.Posix(negated ? name[1..] : name) ?? throw Fail("invalid character class range", _pattern[_at..(end + 2)]);
        _at = end + 2;
        return negated ? set.Negated() : set;
    }

    private int ClassCode(int classStart)
    {
        if (_at >= _pattern.Length)
            throw Fail("missing closing ]", _pattern[classStart..]);
        if (_pattern[_at] != '\\')
            return Rune();
        if (_at + 1 >= _pattern.Length)
            throw new FunctionException("error parsing regexp: trailing backslash at end of expression: ``");
        return EscapedCode();
    }
}
