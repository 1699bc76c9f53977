using System.Text;

namespace Kuscia.Helm.Yaml.Reading;

/// <summary>Blanks and line breaks between two words of a scalar: within a line they stay, across lines they fold (YAML 1.1, 5.4).</summary>
internal sealed class LineFold
{
    private readonly StringBuilder _more = new();
    private int _start;
    private int _blanks;
    private char _first;

    /// <summary>Whether a line break was passed.</summary>
    public bool IsBroken { get; private set; }

    public void Clear()
    {
        _more.Clear();
        _blanks = 0;
        _first = YamlCharacter.End;
        IsBroken = false;
    }

    /// <summary>Takes a line break for passed that leaves nothing in the text, as one behind a backslash.</summary>
    public void PassBreak()
    {
        Clear();
        IsBroken = true;
    }

    /// <summary>Passes all blanks and line breaks.</summary>
    /// <param name="cursor">Where they stand.</param>
    /// <param name="indent">From which column on a tab may stand at the start of a line.</param>
    /// <exception cref="HelmYamlException">A tab stands where indentation is expected.</exception>
    public void Read(YamlCursor cursor, int indent)
    {
        if (!IsBroken)
        {
            _start = cursor.Index;
        }
        while (true)
        {
            char c = cursor.Current;
            if (YamlCharacter.IsBlank(c))
            {
                if (!IsBroken)
                {
                    _blanks++;
                }
                else if (c == '\t' && cursor.Column < indent)
                {
                    throw YamlFault.Scanner(cursor.Line, "found a tab character that violates indentation");
                }
                cursor.Skip();
            }
            else if (YamlCharacter.IsBreak(c))
            {
                Add(cursor.SkipBreak());
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Writes what was passed as it stands in the text, and forgets it.</summary>
    public void WriteTo(StringBuilder text, YamlCursor cursor)
    {
        if (!IsBroken)
        {
            text.Append(cursor.Span(_start, _start + _blanks));
        }
        else if (_first == '\n' && _more.Length == 0)
        {
            text.Append(' ');
        }
        else if (_first is YamlCharacter.End or '\n')
        {
            text.Append(_more);
        }
        else
        {
            text.Append(_first).Append(_more);
        }
        Clear();
    }

    private void Add(char lineBreak)
    {
        if (IsBroken)
        {
            _more.Append(lineBreak);
            return;
        }

        _blanks = 0;
        _first = lineBreak;
        IsBroken = true;
    }
}
