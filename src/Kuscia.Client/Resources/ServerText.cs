using Kuscia.Model.Meta;

namespace Kuscia.Client.Resources;

/// <summary>Words of a server that may be hostile, fit to be logged and shown.</summary>
internal static class ServerText
{
    /// <summary>Most characters that are kept.</summary>
    public const int MaxLength = 1000;

    /// <summary>The words as one printable line of limited length; empty for none.</summary>
    public static string OneLine(string? text, int maxLength = MaxLength)
    {
        string line = PrintableLine.Of(text ?? "").Trim();
        if (line.Length <= maxLength)
        {
            return line;
        }

        int end = char.IsLowSurrogate(line[maxLength]) ? maxLength - 1 : maxLength;
        return line[..end] + "…";
    }
}
