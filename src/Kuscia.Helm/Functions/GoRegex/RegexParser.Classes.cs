namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>The part of the parser that reads character classes.</summary>
internal sealed partial class RegexParser
{
    // [abc], [^a-z], [[:alpha:]\d-]; a '-' that makes no range is a plain one, wherever it stands.
    private CharacterSet Class()
    {
        int start = _at++;
        bool negated = _at < _pattern.Length && _pattern[_at] == '^';
        if (negated)
        {
            _at++;
        }
        List<(int, int)> ranges = [];
        for (bool first = true; _at >= _pattern.Length || _pattern[_at] != ']' || first; first = false)
        {
            ranges.AddRange(ClassItem(start).Ranges);
        }
        _at++;
        CharacterSet set = CharacterSet.Of(ranges);
        return negated ? set.Negated() : set;
    }

    private CharacterSet ClassItem(int classStart)
    {
        int start = _at;
        if (_at + 2 < _pattern.Length && _pattern[_at] == '[' && _pattern[_at + 1] == ':'
            && _pattern.IndexOf(":]", _at + 2, StringComparison.Ordinal) is > 0 and var end)
        {
            return PosixClass(end);
        }

        if (NamedClass() is { } named)
        {
            return named;
        }
        int low = ClassCode(classStart);
        int high = low;
        if (_at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] != ']')
        {
            _at++;
            high = ClassCode(classStart);
            if (high < low)
            {
                throw Fail("invalid character class range", _pattern[start.._at]);
            }
        }

        return Cased(CharacterSet.Of([(low, high)]), false);
    }

    private int ClassCode(int classStart)
    {
        if (_at >= _pattern.Length)
        {
            throw Fail("missing closing ]", _pattern[classStart..]);
        }
        return _pattern[_at] == '\\' ? EscapedCode() : NextRune();
    }

    private CharacterSet PosixClass(int end)
    {
        string name = _pattern[(_at + 2)..end];
        bool negated = name.StartsWith('^');
        CharacterSet set = CharacterClasses.Posix(negated ? name[1..] : name) ?? throw Fail("invalid character class range", _pattern[_at..(end + 2)]);
        _at = end + 2;
        return Cased(set, negated);
    }

    // \d \pL \p{Greek} and their opposites; null when something else stands here.
    private CharacterSet? NamedClass()
    {
        if (_pattern.Length - _at < 2 || _pattern[_at] != '\\')
        {
            return null;
        }
        char letter = _pattern[_at + 1];
        if (letter is 'p' or 'P')
        {
            return UnicodeClass(letter == 'P');
        }
        if (CharacterClasses.Perl(char.ToLowerInvariant(letter)) is not { } perl)
        {
            return null;
        }
        _at += 2;
        return Cased(perl, char.IsAsciiLetterUpper(letter));
    }

    private CharacterSet UnicodeClass(bool negated)
    {
        int start = _at;
        _at += 2;
        string name;
        if (NextRune() != '{')
        {
            name = _pattern[(start + 2).._at];
        }
        else
        {
            int end = _pattern.IndexOf('}', start);
            if (end < 0)
            {
                RequireValid(_pattern[start..]);
                throw Fail("invalid character class range", _pattern[start..]);
            }

            name = _pattern[(start + 3)..end];
            RequireValid(name);
            _at = end + 1;
        }

        if (name.StartsWith('^'))
        {
            negated = !negated;
            name = name[1..];
        }

        CharacterSet set = CharacterClasses.Named(name) ?? throw Fail("invalid character class range", _pattern[start.._at]);
        return Cased(set, negated);
    }

    // Letters are made equal before the set is turned round.
    private CharacterSet Cased(CharacterSet set, bool negated)
    {
        set = _flags.HasFlag(Flags.FoldCase) ? set.Folded() : set;
        return negated ? set.Negated() : set;
    }
}
