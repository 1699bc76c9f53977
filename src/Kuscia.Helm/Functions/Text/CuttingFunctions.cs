using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Text;

/// <summary>Functions that cut and wrap by bytes, as Go's slices do.</summary>
internal static class CuttingFunctions
{
    public static IEnumerable<GoFunction> Rows =>
    [
        new("substr", "int,int,string", static (_, a) => Substring((nint)a[0]!, (nint)a[1]!, (string)a[2]!)),
        new("trunc", "int,string", static (_, a) => Truncate((nint)a[0]!, (string)a[1]!)),
        new("abbrev", "int,string", static (_, a) => (nint)a[0]! < 4 ? a[1] : Abbreviate((string)a[1]!, 0, (nint)a[0]!)),
        new("abbrevboth", "int,int,string", static (_, a) => AbbreviateBoth((nint)a[0]!, (nint)a[1]!, (string)a[2]!)),
        new("wrap", "int,string", static (_, a) => Wrap((string)a[1]!, (nint)a[0]!, "", false)),
        new("wrapWith", "int,string,string", static (_, a) => Wrap((string)a[2]!, (nint)a[0]!, (string)a[1]!, true)),
    ];

    private static string Substring(long start, long end, string text)
    {
        long length = GoText.ByteLength(text);
        if (start < 0)
        {
            return Slice(text, 0, end, length);
        }
        return end < 0 || end > length ? Slice(text, start, length, length) : Slice(text, start, end, length);
    }

    private static string Slice(string text, long start, long end, long length)
    {
        if (end < 0)
        {
            throw new FunctionException($"runtime error: slice bounds out of range [:{end}]");
        }
        if (end > length)
        {
            throw new FunctionException($"runtime error: slice bounds out of range [:{end}] with length {length}");
        }
        if (start > end)
        {
            throw new FunctionException($"runtime error: slice bounds out of range [{start}:{end}]");
        }
        return GoText.Slice(text, (int)start, (int)end);
    }

    private static string Truncate(long count, string text)
    {
        int length = GoText.ByteLength(text);
        if (count < 0 && length + count > 0)
        {
            return GoText.Slice(text, (int)(length + count), length);
        }
        return count >= 0 && length > count ? GoText.Slice(text, 0, (int)count) : text;
    }

    private static string AbbreviateBoth(long left, long right, string text) =>
        right < 4 || (left > 0 && right < 7) ? text : Abbreviate(text, left, right);

    private static string Abbreviate(string text, long offset, long width)
    {
        const string marker = "...";
        int length = GoText.ByteLength(text);
        if (length <= width)
        {
            return text;
        }
        offset = Math.Min(offset, length);
        if (length - offset < width - 3)
        {
            offset = length - (width - 3);
        }
        if (offset <= 4)
        {
            return Slice(text, 0, width - 3, length) + marker;
        }
        if (width < 7)
        {
            return "";
        }
        return offset + width - 3 < length
            ? marker + Abbreviate(Slice(text, offset, length, length), 0, width - 3)
            : marker + Slice(text, length - (width - 3), length, length);
    }

    private static string Wrap(string text, long width, string newLine, bool breakWords)
    {
        if (newLine.Length == 0)
        {
            newLine = "\n";
        }
        byte[] bytes = GoText.ToBytes(text);
        int limit = (int)Math.Clamp(width, 1, int.MaxValue / 2);
        int at = 0;
        StringBuilder output = new();
        while (bytes.Length - at > limit)
        {
            if (bytes[at] == ' ')
            {
                at++;
                continue;
            }

            int space = bytes.AsSpan(at, limit + 1).LastIndexOf((byte)' ');
            int end = space >= 0 ? at + space : EndOfLongWord(bytes, at, limit, breakWords);
            output.Append(GoText.FromBytes(bytes.AsSpan(at, end - at)));
            if (end == bytes.Length)
            {
                return output.ToString();
            }
            output.Append(newLine);
            GoText.RequireBounded(output);
            at = space < 0 && breakWords ? end : end + 1;
        }

        return output.Append(GoText.FromBytes(bytes.AsSpan(at))).ToString();
    }

    private static int EndOfLongWord(byte[] bytes, int at, int limit, bool breakWords)
    {
        if (breakWords)
        {
            return at + limit;
        }
        int space = bytes.AsSpan(at + limit).IndexOf((byte)' ');
        return space < 0 ? bytes.Length : at + limit + space;
    }
}
