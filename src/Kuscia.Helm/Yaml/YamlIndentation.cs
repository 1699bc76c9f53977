using YamlDotNet.Core;

namespace Kuscia.Helm.Yaml;

/// <summary>
/// yaml.v2 lets lines inside brackets and quotes stand at any indentation, YamlDotNet wants them deeper than the key.
/// Such a line is moved to the right and read again; inside brackets and quotes that changes nothing.
/// </summary>
internal static class YamlIndentation
{
    private const int Depth = 200;

    public static bool TryDeepen(string text, Exception error, Mark position, out string repaired)
    {
        repaired = text;
        bool concerned = error is YamlException ? error.Message.Contains("wrong indentation", StringComparison.Ordinal) : error is InvalidOperationException;
        int at = (int)Math.Clamp(position.Index, 0, text.Length);
        if (!concerned || at == 0)
            return false;
        int lineStart = text.LastIndexOf('\n', at - 1) + 1;
        // Only the line's first word can be too far left, and only once.
        if (lineStart == 0 || !text.AsSpan(lineStart, at - lineStart).Trim(' ').IsEmpty || at - lineStart >= Depth)
            return false;
        repaired = text.Insert(lineStart, new string(' ', Depth));
        return true;
    }
}
