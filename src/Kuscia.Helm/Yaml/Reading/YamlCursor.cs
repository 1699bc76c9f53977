namespace Kuscia.Helm.Yaml.Reading;

/// <summary>Where the scanner stands in the text.</summary>
internal sealed class YamlCursor(YamlSource source)
{
    private readonly string _text = source.Text;
    private readonly int _end = source.Length;
    private int _lineStart;

    public int Index { get; private set; }

    public int Line { get; private set; }

    public int Column => Index - _lineStart;

    public YamlMark Mark => new(Index, Line, Column);

    public char Current => Peek(0);

    /// <summary>Everything from here to the end.</summary>
    public ReadOnlySpan<char> Rest => _text.AsSpan(Index, _end - Index);

    /// <summary>Whether <c>---</c> or <c>...</c> stands here at the start of a line.</summary>
    public bool IsAtDocumentMark =>
        Column == 0 && Current is '-' or '.' && Peek(1) == Current && Peek(2) == Current && YamlCharacter.IsBlankOrEnd(Peek(3));

    /// <exception cref="HelmYamlException">Something that YAML forbids stands there.</exception>
    public char Peek(int offset)
    {
        int at = Index + offset;
        return (uint)at < (uint)_end ? _text[at] : AtEnd();
    }

    /// <summary>Moves on within the line.</summary>
    public void Skip(int count = 1) => Index += count;

    /// <summary>Moves behind the line break that stands here.</summary>
    /// <returns>The break as scalars keep it: a line feed, or one of Unicode's separators.</returns>
    public char SkipBreak()
    {
        char c = Current;
        Index += c == '\r' && Peek(1) == '\n' ? 2 : 1;
        _lineStart = Index;
        Line++;
        return c is '\u2028' or '\u2029' ? c : '\n';
    }

    /// <summary>Moves to the next character of a kind, or to the end.</summary>
    public void SkipTo(System.Buffers.SearchValues<char> stops)
    {
        int length = Rest.IndexOfAny(stops);
        Index = length < 0 ? _end : Index + length;
    }

    public void SkipBlanks()
    {
        while (YamlCharacter.IsBlank(Current))
        {
            Index++;
        }
    }

    /// <summary>Counts a last line without a break as a whole one.</summary>
    public void EndLine()
    {
        if (Column == 0)
        {
            return;
        }
        _lineStart = Index;
        Line++;
    }

    public string Slice(int start, int end) => _text[start..end];

    public ReadOnlySpan<char> Span(int start, int end) => _text.AsSpan(start, end - start);

    /// <summary>How many characters, not units of UTF-16, were passed since a place.</summary>
    public int CharactersSince(int index)
    {
        int count = Index - index;
        foreach (char c in Span(index, Index))
        {
            if (char.IsLowSurrogate(c))
            {
                count--;
            }
        }

        return count;
    }

    private char AtEnd() => source.Fault is null ? YamlCharacter.End : throw new HelmYamlException(source.Fault);
}
