using System.Globalization;

namespace Kuscia.Helm.Yaml.Printing;

/// <summary>The part of the emitter that writes scalars.</summary>
internal sealed partial class YamlEmitter
{
    private const int Width = 80;

    private void Scalar(string text, ScalarForm form, bool simpleKey)
    {
        ScalarAnalysis analysis = ScalarAnalysis.Of(text);
        form = Choose(form, text, analysis, simpleKey);
        // Further lines of a scalar stand one level deeper.
        int saved = _indent;
        _indent = _indent < 0 ? Indent : _indent + Indent;
        switch (form)
        {
            case ScalarForm.Plain:
                WritePlain(text, !simpleKey);
                break;
            case ScalarForm.SingleQuoted:
                WriteSingleQuoted(text, !simpleKey);
                break;
            case ScalarForm.DoubleQuoted:
                WriteDoubleQuoted(text, !simpleKey);
                break;
            default:
                WriteLiteral(text);
                break;
        }

        _indent = saved;
    }

    private static ScalarForm Choose(ScalarForm form, string text, ScalarAnalysis analysis, bool simpleKey)
    {
        if (simpleKey && analysis.Multiline)
        {
            return ScalarForm.DoubleQuoted;
        }
        if (form == ScalarForm.Plain && (!analysis.PlainAllowed || (text.Length == 0 && simpleKey)))
        {
            form = ScalarForm.SingleQuoted;
        }
        if (form == ScalarForm.SingleQuoted && !analysis.SingleAllowed)
        {
            form = ScalarForm.DoubleQuoted;
        }
        return form == ScalarForm.Literal && (!analysis.BlockAllowed || simpleKey) ? ScalarForm.DoubleQuoted : form;
    }

    private void WritePlain(string text, bool allowBreaks)
    {
        if (!_whitespace)
        {
            Put(' ');
        }
        WriteFolded(text, allowBreaks, single: false);
        _whitespace = false;
        _indention = false;
    }

    private void WriteSingleQuoted(string text, bool allowBreaks)
    {
        WriteIndicator("'", true, false, false);
        WriteFolded(text, allowBreaks, single: true);
        WriteIndicator("'", false, false, false);
        _whitespace = false;
        _indention = false;
    }

    private void WriteFolded(string text, bool allowBreaks, bool single)
    {
        bool spaces = false;
        bool breaks = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == ' ')
            {
                bool inside = !single || (i > 0 && i < text.Length - 1);
                bool nextIsSpace = i + 1 < text.Length && text[i + 1] == ' ';
                if (allowBreaks && !spaces && _column > Width && inside && !nextIsSpace)
                {
                    WriteIndent();
                }
                else
                {
                    Put(c);
                }
                spaces = true;
                continue;
            }

            if (ScalarAnalysis.IsBreak(c))
            {
                if (!breaks && c == '\n')
                {
                    PutBreak();
                }
                WriteBreak(c);
                _indention = true;
                breaks = true;
                continue;
            }

            if (breaks)
            {
                WriteIndent();
            }
            if (single && c == '\'')
            {
                Put('\'');
            }
            Put(c);
            _indention = false;
            spaces = false;
            breaks = false;
        }
    }

    private void WriteDoubleQuoted(string text, bool allowBreaks)
    {
        WriteIndicator("\"", true, false, false);
        // The original takes every character for a byte order mark when the text starts with one.
        bool escapeAll = text.StartsWith('\uFEFF');
        bool spaces = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (escapeAll || !ScalarAnalysis.IsPrintable(c) || ScalarAnalysis.IsBreak(c) || c is '"' or '\\')
            {
                i += WriteEscape(text, i);
                spaces = false;
            }
            else if (c == ' ')
            {
                if (allowBreaks && !spaces && _column > Width && i > 0 && i < text.Length - 1)
                {
                    WriteIndent();
                    if (text[i + 1] == ' ')
                    {
                        Put('\\');
                    }
                }
                else
                {
                    Put(c);
                }

                spaces = true;
            }
            else
            {
                Put(c);
                spaces = false;
            }
        }

        WriteIndicator("\"", false, false, false);
        _whitespace = false;
        _indention = false;
    }

    /// <returns>How many units beyond the first one were used.</returns>
    private int WriteEscape(string text, int at)
    {
        int code = char.IsSurrogatePair(text, Math.Min(at, Math.Max(text.Length - 2, 0))) && char.IsHighSurrogate(text[at])
            ? char.ConvertToUtf32(text, at)
            : text[at];
        string escape = code switch
        {
            0 => "0",
            7 => "a",
            8 => "b",
            9 => "t",
            10 => "n",
            11 => "v",
            12 => "f",
            13 => "r",
            0x1b => "e",
            '"' => "\"",
            '\\' => "\\",
            0x85 => "N",
            0xA0 => "_",
            0x2028 => "L",
            0x2029 => "P",
            <= 0xFF => "x" + code.ToString("X2", CultureInfo.InvariantCulture),
            <= 0xFFFF => "u" + code.ToString("X4", CultureInfo.InvariantCulture),
            _ => "U" + code.ToString("X8", CultureInfo.InvariantCulture),
        };
        Put('\\');
        foreach (char c in escape)
        {
            Put(c);
        }
        return code > 0xFFFF ? 1 : 0;
    }

    private void WriteLiteral(string text)
    {
        WriteIndicator("|", true, false, false);
        if (text[0] == ' ' || ScalarAnalysis.IsBreak(text[0]))
        {
            WriteIndicator(Indent.ToString(CultureInfo.InvariantCulture), false, false, false);
        }
        string chomping = !ScalarAnalysis.IsBreak(text[^1]) ? "-" : text.Length == 1 || ScalarAnalysis.IsBreak(text[^2]) ? "+" : "";
        WriteIndicator(chomping, false, false, false);
        PutBreak();
        _indention = true;
        _whitespace = true;
        bool breaks = true;
        foreach (char c in text)
        {
            if (ScalarAnalysis.IsBreak(c))
            {
                WriteBreak(c);
                _indention = true;
                breaks = true;
                continue;
            }

            if (breaks)
            {
                WriteIndent();
            }
            Put(c);
            _indention = false;
            breaks = false;
        }
    }

    private void WriteBreak(char c)
    {
        if (c == '\n')
        {
            PutBreak();
        }
        else
        {
            _output.Append(c);
        }
        _column = 0;
    }
}
