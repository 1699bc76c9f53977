using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Yaml.Reading;

/// <summary>
/// A text as the scanner gets it: without its byte order mark, decoded when it is UTF-16, and cut off before anything that YAML forbids. The fault is
/// told only when the scanner gets there: what stands behind the first document does not matter.
/// </summary>
internal sealed class YamlSource
{
    private const int MaxLength = 64 * 1024 * 1024;

    // The original looks at the bytes in portions of this size, and at a portion before any character of it is used.
    private const int Portion = 512;

    private YamlSource(string text, int length, string? fault)
    {
        Text = text;
        Length = length;
        Fault = fault;
    }

    public string Text { get; }

    /// <summary>How much of the text may be used.</summary>
    public int Length { get; }

    /// <summary>Why the rest may not be used; null when there is no rest.</summary>
    public string? Fault { get; }

    /// <exception cref="HelmYamlException">The text is too long.</exception>
    public static YamlSource Open(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new HelmYamlException($"yaml: the text has {text.Length} characters, more than the {MaxLength} that are read");
        }
        if (Utf16Text.HasMark(text))
        {
            return Utf16(text);
        }
        bool marked = text.StartsWith('\uFEFF');
        if (marked)
        {
            text = text[1..];
        }
        int bad = FirstForbidden(text);
        return bad < 0
            ? new YamlSource(text, text.Length, null)
            : new YamlSource(text, PortionStart(text, bad, marked ? 3 : 0, Utf8Size), WhyForbidden(text, bad));
    }

    private static YamlSource Utf16(string text)
    {
        string decoded = Utf16Text.Decode(text, out string? fault);
        int bad = FirstForbidden(decoded);
        if (bad >= 0)
        {
            fault = WhyForbidden(decoded, bad);
        }
        int end = bad >= 0 ? bad : decoded.Length;
        return new YamlSource(decoded, fault is null ? end : PortionStart(decoded, end, 2, static _ => 2), fault);
    }

    private static int FirstForbidden(ReadOnlySpan<char> text)
    {
        int at = 0;
        while (true)
        {
            int next = text[at..].IndexOfAnyExceptInRange(' ', '~');
            if (next < 0)
            {
                return -1;
            }
            at += next;
            for (; at < text.Length && text[at] is < ' ' or > '~'; at++)
            {
                if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                {
                    at++;
                }
                else if (!IsAllowed(text[at]))
                {
                    return at;
                }
            }
        }
    }

    private static bool IsAllowed(char c) => c is '\n' or '\t' or '\r' or '\u0085' or (>= '\u00A0' and <= '\uD7FF') or (>= '\uE000' and <= '\uFFFD');

    private static int PortionStart(string text, int bad, int used, Func<char, int> size)
    {
        int start = 0;
        for (int at = 0; at <= bad && at < text.Length; at++)
        {
            int bytes = char.IsHighSurrogate(text[at]) ? size(text[at]) * 2 : size(text[at]);
            if (used + bytes > Portion)
            {
                start = at;
                used = 0;
            }

            used += bytes;
            if (char.IsHighSurrogate(text[at]))
            {
                at++;
            }
        }

        return start;
    }

    private static int Utf8Size(char c) => c switch
    {
        < '\u0080' => 1,
        < '\u0800' => 2,
        _ when GoText.IsCarried(c) => 1,
        _ when char.IsSurrogate(c) => 2,
        _ => 3,
    };

    private static string WhyForbidden(string text, int at)
    {
        if (!char.IsSurrogate(text[at]))
        {
            return "yaml: control characters are not allowed";
        }
        if (!GoText.IsCarried(text[at]))
        {
            return "yaml: invalid leading UTF-8 octet";
        }
        byte[] bytes = GoText.ToBytes(text.Substring(at, Math.Min(4, text.Length - at)));
        int width = bytes[0] switch { >= 0xC0 and < 0xE0 => 2, >= 0xE0 and < 0xF0 => 3, >= 0xF0 and < 0xF8 => 4, _ => 0 };
        if (width == 0)
        {
            return "yaml: invalid leading UTF-8 octet";
        }
        for (int i = 1; i < width; i++)
        {
            if (i >= bytes.Length)
            {
                return "yaml: incomplete UTF-8 octet sequence";
            }
            if ((bytes[i] & 0xC0) != 0x80)
            {
                return "yaml: invalid trailing UTF-8 octet";
            }
        }

        return "yaml: invalid length of a UTF-8 sequence";
    }
}
