using System.Text;

namespace Kuscia.Helm.Yaml.Reading;

/// <summary>Reads text behind <c>|</c> or <c>&gt;</c> (YAML 1.1, 9.2). Blank lines before the first line may be longer than its indentation: then they set it.</summary>
internal sealed class BlockScalar(YamlCursor cursor)
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _emptyLines = new();

    /// <param name="parent">The column of what the text belongs to; -1 for the document itself.</param>
    /// <exception cref="HelmYamlException">The header is malformed, or a tab stands where indentation is expected.</exception>
    public string Read(int parent)
    {
        bool literal = cursor.Current == '|';
        cursor.Skip();
        (char chomping, int increment) = ReadHeader();
        int indent = increment == 0 ? 0 : Math.Max(parent, 0) + increment;
        _text.Clear();
        _emptyLines.Clear();
        indent = ReadEmptyLines(indent, parent);
        char lastBreak = YamlCharacter.End;
        bool wasBlank = false;
        while (cursor.Column == indent && cursor.Current != YamlCharacter.End)
        {
            // A line that starts with a blank keeps its line breaks.
            bool isBlank = YamlCharacter.IsBlank(cursor.Current);
            bool folds = !literal && !wasBlank && !isBlank && lastBreak == '\n';
            WriteBreaks(lastBreak, folds);
            wasBlank = isBlank;
            int start = cursor.Index;
            cursor.SkipTo(YamlCharacter.Breaks);
            _text.Append(cursor.Span(start, cursor.Index));
            lastBreak = cursor.Current == YamlCharacter.End ? YamlCharacter.End : cursor.SkipBreak();
            indent = ReadEmptyLines(indent, parent);
        }

        if (chomping != '-' && lastBreak != YamlCharacter.End)
        {
            _text.Append(lastBreak);
        }
        if (chomping == '+')
        {
            _text.Append(_emptyLines);
        }
        return _text.ToString();
    }

    private void WriteBreaks(char lastBreak, bool folds)
    {
        if (folds && _emptyLines.Length == 0)
        {
            _text.Append(' ');
        }
        else if (!folds && lastBreak != YamlCharacter.End)
        {
            _text.Append(lastBreak);
        }
        _text.Append(_emptyLines);
        _emptyLines.Clear();
    }

    private (char Chomping, int Increment) ReadHeader()
    {
        char chomping = ReadChomping();
        int increment = 0;
        if (char.IsAsciiDigit(cursor.Current))
        {
            increment = cursor.Current - '0';
            if (increment == 0)
            {
                throw YamlFault.Scanner(cursor.Line, "found an indentation indicator equal to 0");
            }
            cursor.Skip();
            chomping = chomping == ' ' ? ReadChomping() : chomping;
        }

        cursor.SkipBlanks();
        if (cursor.Current == '#')
        {
            cursor.SkipTo(YamlCharacter.Breaks);
        }
        if (!YamlCharacter.IsBreakOrEnd(cursor.Current))
        {
            throw YamlFault.Scanner(cursor.Line, "did not find expected comment or line break");
        }
        if (cursor.Current != YamlCharacter.End)
        {
            cursor.SkipBreak();
        }
        return (chomping, increment);
    }

    private char ReadChomping()
    {
        char c = cursor.Current;
        if (c is not ('+' or '-'))
        {
            return ' ';
        }
        cursor.Skip();
        return c;
    }

    // Gives the indentation; the longest of the lines read sets it when it is not known yet.
    private int ReadEmptyLines(int indent, int parent)
    {
        int longest = 0;
        while (true)
        {
            while ((indent == 0 || cursor.Column < indent) && cursor.Current == ' ')
            {
                cursor.Skip();
            }
            longest = Math.Max(longest, cursor.Column);
            if ((indent == 0 || cursor.Column < indent) && cursor.Current == '\t')
            {
                throw YamlFault.Scanner(cursor.Line, "found a tab character where an indentation space is expected");
            }
            if (!YamlCharacter.IsBreak(cursor.Current))
            {
                return indent == 0 ? Math.Max(longest, Math.Max(parent + 1, 1)) : indent;
            }
            _emptyLines.Append(cursor.SkipBreak());
        }
    }
}
