using System.Buffers;
using System.Text;

namespace Kuscia.Helm.GoValues;

/// <summary>
/// Text as Go sees it, a sequence of bytes. Valid UTF-8 is ordinary .NET text; a byte that belongs to no valid sequence
/// (0x80…0xFF) is carried as the lone unit U+DC80…U+DCFF, which cannot occur in decoded text otherwise.
/// </summary>
public static class GoText
{
    /// <summary>Decodes bytes; invalid ones are carried.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }
        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int used) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                used = 1;
                text.Append((char)(0xDC00 + bytes[0]));
            }

            bytes = bytes[used..];
        }

        return text.ToString();
    }

    /// <summary>Encodes text; carried bytes become themselves again, so halves of a character that met are whole again.</summary>
    public static byte[] ToBytes(string text)
    {
        if (!HasCarriedBytes(text))
        {
            return Encoding.UTF8.GetBytes(text);
        }
        ArrayBufferWriter<byte> bytes = new(text.Length + 16);
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf16(rest, out Rune rune, out int used);
            if (status == OperationStatus.Done)
            {
                bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
            }
            else if (IsCarried(rest[0]))
            {
                used = 1;
                bytes.Write([(byte)(rest[0] - 0xDC00)]);
            }
            else
            {
                used = 1;
                bytes.Write("\uFFFD"u8);
            }

            rest = rest[used..];
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Joins halves of characters that met after cutting.</summary>
    public static string Normalize(string text) => HasCarriedBytes(text) ? FromBytes(ToBytes(text)) : text;

    /// <summary>The length in bytes, what Go's len gives.</summary>
    public static int ByteLength(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.Length;
        }
        return HasCarriedBytes(text) ? ToBytes(text).Length : Encoding.UTF8.GetByteCount(text);
    }

    /// <summary>The part between two byte positions; the positions must be within the text.</summary>
    public static string Slice(string text, int start, int end)
    {
        if (Ascii.IsValid(text))
        {
            return text[start..end];
        }
        return FromBytes(ToBytes(text).AsSpan(start, end - start));
    }

    /// <summary>Ends a function that puts together an endless text.</summary>
    internal static void RequireBounded(StringBuilder text)
    {
        if (text.Length > RenderLimits.MaxText)
        {
            throw new FunctionException($"the text has more than {RenderLimits.MaxText} characters; shorten the values");
        }
    }

    internal static bool IsCarried(char c) => c is >= '\uDC80' and <= '\uDCFF';

    private static bool HasCarriedBytes(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (IsCarried(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1])))
            {
                return true;
            }
        }

        return false;
    }
}
