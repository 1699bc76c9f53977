using System.Globalization;

namespace Kuscia.Helm.Yaml.Reading;

/// <summary>Reads lines that start with a percent sign (YAML 1.1, 7.1).</summary>
internal sealed class DirectiveScanner(YamlCursor cursor, TagScanner tags)
{
    private const int MaxDigits = 2;

    /// <exception cref="HelmYamlException">The directive is unknown or malformed.</exception>
    public YamlToken Read()
    {
        int line = cursor.Line;
        cursor.Skip();
        string name = ReadName();
        YamlToken token = name switch
        {
            "YAML" => new YamlToken(YamlTokenKind.VersionDirective, line, ReadVersion()),
            "TAG" => ReadTagDirective(line),
            _ => throw Fault("found unknown directive name"),
        };
        cursor.SkipBlanks();
        if (cursor.Current == '#')
        {
            cursor.SkipTo(YamlCharacter.Breaks);
        }
        if (!YamlCharacter.IsBreakOrEnd(cursor.Current))
        {
            throw Fault("did not find expected comment or line break");
        }
        if (cursor.Current != YamlCharacter.End)
        {
            cursor.SkipBreak();
        }
        return token;
    }

    private string ReadName()
    {
        string name = tags.ReadWord();
        if (name.Length == 0)
        {
            throw Fault("could not find expected directive name");
        }
        return YamlCharacter.IsBlankOrEnd(cursor.Current) ? name : throw Fault("found unexpected non-alphabetical character");
    }

    private string ReadVersion()
    {
        cursor.SkipBlanks();
        int major = ReadNumber();
        if (cursor.Current != '.')
        {
            throw Fault("did not find expected digit or '.' character");
        }
        cursor.Skip();
        return string.Create(CultureInfo.InvariantCulture, $"{major}.{ReadNumber()}");
    }

    private int ReadNumber()
    {
        int value = 0;
        int digits = 0;
        for (; char.IsAsciiDigit(cursor.Current); cursor.Skip())
        {
            if (++digits > MaxDigits)
            {
                throw Fault("found extremely long version number");
            }
            value = value * 10 + cursor.Current - '0';
        }

        return digits > 0 ? value : throw Fault("did not find expected version number");
    }

    private YamlToken ReadTagDirective(int line)
    {
        cursor.SkipBlanks();
        string handle = tags.ReadHandle(inDirective: true);
        if (!YamlCharacter.IsBlank(cursor.Current))
        {
            throw Fault("did not find expected whitespace");
        }
        cursor.SkipBlanks();
        string prefix = tags.ReadUri("");
        return YamlCharacter.IsBlankOrEnd(cursor.Current)
            ? new YamlToken(YamlTokenKind.TagDirective, line, handle, prefix)
            : throw Fault("did not find expected whitespace or line break");
    }

    private HelmYamlException Fault(string problem) => YamlFault.Scanner(cursor.Line, problem);
}
