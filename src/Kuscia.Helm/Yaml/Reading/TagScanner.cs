using System.Buffers;
using System.Globalization;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Yaml.Reading;

/// <summary>Reads tags, anchors and aliases (YAML 1.1, 6.8 and 7.1).</summary>
internal sealed class TagScanner(YamlCursor cursor)
{
    /// <summary>Reads <c>&amp;name</c> or <c>*name</c>.</summary>
    /// <exception cref="HelmYamlException">There is no name, or something that does not belong to it follows.</exception>
    public string ReadAnchor()
    {
        cursor.Skip();
        string name = ReadWord();
        return name.Length > 0 && (YamlCharacter.IsBlankOrEnd(cursor.Current) || "?:,]}%@`".Contains(cursor.Current, StringComparison.Ordinal))
            ? name
            : throw Fault("did not find expected alphabetic or numeric character");
    }

    /// <summary>Reads a tag into its handle and the rest; a tag in angle brackets and the lone <c>!</c> have no handle.</summary>
    /// <exception cref="HelmYamlException">The tag is malformed.</exception>
    public (string Handle, string Suffix) ReadTag()
    {
        (string handle, string suffix) = cursor.Peek(1) == '<' ? ("", ReadVerbatim()) : ReadShorthand();
        return YamlCharacter.IsBlankOrEnd(cursor.Current) ? (handle, suffix) : throw Fault("did not find expected whitespace or line break");
    }

    /// <summary>Reads <c>!</c>, <c>!!</c> or <c>!name!</c>; in a tag also <c>!name</c>, whose name is no handle.</summary>
    /// <exception cref="HelmYamlException">There is no exclamation mark where one must stand.</exception>
    public string ReadHandle(bool inDirective)
    {
        if (cursor.Current != '!')
        {
            throw Fault("did not find expected '!'");
        }
        int start = cursor.Index;
        cursor.Skip();
        ReadWord();
        if (cursor.Current == '!')
        {
            cursor.Skip();
        }
        else if (inDirective && cursor.Index > start + 1)
        {
            throw Fault("did not find expected '!'");
        }
        return cursor.Slice(start, cursor.Index);
    }

    /// <summary>Reads the characters of a tag.</summary>
    /// <exception cref="HelmYamlException">There are none, or an escape is malformed.</exception>
    public string ReadUri(string head)
    {
        int start = cursor.Index;
        bool escaped = false;
        while (YamlCharacter.IsUri(cursor.Current))
        {
            escaped |= cursor.Current == '%';
            if (cursor.Current == '%')
            {
                RequireOctet();
            }
            cursor.Skip(cursor.Current == '%' ? 3 : 1);
        }

        if (cursor.Index == start && head.Length == 0)
        {
            throw Fault("did not find expected tag URI");
        }
        string uri = cursor.Slice(start, cursor.Index);
        return head.Length > 1 ? head[1..] + Unescape(uri, escaped) : Unescape(uri, escaped);
    }

    /// <summary>Reads letters, digits, dashes and underscores.</summary>
    public string ReadWord()
    {
        int start = cursor.Index;
        while (YamlCharacter.IsWord(cursor.Current))
        {
            cursor.Skip();
        }
        return cursor.Slice(start, cursor.Index);
    }

    private string ReadVerbatim()
    {
        cursor.Skip(2);
        string uri = ReadUri("");
        if (cursor.Current != '>')
        {
            throw Fault("did not find the expected '>'");
        }
        cursor.Skip();
        return uri;
    }

    private (string Handle, string Suffix) ReadShorthand()
    {
        string handle = ReadHandle(inDirective: false);
        if (handle.Length > 1 && handle[^1] == '!')
        {
            return (handle, ReadUri(""));
        }
        string suffix = ReadUri(handle);
        return suffix.Length == 0 ? ("", "!") : ("!", suffix);
    }

    private void RequireOctet()
    {
        if (!char.IsAsciiHexDigit(cursor.Peek(1)) || !char.IsAsciiHexDigit(cursor.Peek(2)))
        {
            throw Fault("did not find URI escaped octet");
        }
    }

    private string Unescape(string uri, bool escaped)
    {
        if (!escaped)
        {
            return uri;
        }
        ArrayBufferWriter<byte> bytes = new(uri.Length);
        for (int i = 0; i < uri.Length; i++)
        {
            bytes.Write([uri[i] == '%' ? byte.Parse(uri.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : (byte)uri[i]]);
            i += uri[i] == '%' ? 2 : 0;
        }

        return System.Text.Unicode.Utf8.IsValid(bytes.WrittenSpan) ? GoText.FromBytes(bytes.WrittenSpan) : throw Fault("found an incorrect leading UTF-8 octet");
    }

    private HelmYamlException Fault(string problem) => YamlFault.Scanner(cursor.Line, problem);
}
