using System.Buffers;

namespace Kuscia.Helm.Yaml.Reading;

/// <summary>Classes of characters, by YAML 1.1 chapter 5.</summary>
internal static class YamlCharacter
{
    /// <summary>What stands for the end of the text; YAML forbids it inside.</summary>
    public const char End = '\0';

    public const string LineBreaks = "\r\n\u0085\u2028\u2029";

    /// <summary>Where a comment or a line of a block scalar ends.</summary>
    public static readonly SearchValues<char> Breaks = SearchValues.Create(LineBreaks);

    public static bool IsBlank(char c) => c is ' ' or '\t';

    public static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    public static bool IsBreakOrEnd(char c) => c is End || IsBreak(c);

    public static bool IsBlankOrEnd(char c) => c is ' ' or '\t' or End || IsBreak(c);

    /// <summary>Whether the character may stand in the name of an anchor, a directive or a tag handle.</summary>
    public static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    /// <summary>Whether the character may stand in a tag as it is.</summary>
    public static bool IsUri(char c) => IsWord(c) || ";/?:@&=+$,.!~*'()[]%".Contains(c, StringComparison.Ordinal);
}
