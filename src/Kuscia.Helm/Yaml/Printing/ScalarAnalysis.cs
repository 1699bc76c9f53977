namespace Kuscia.Helm.Yaml.Printing;

/// <summary>What forms a text can be printed in.</summary>
internal readonly record struct ScalarAnalysis(bool Multiline, bool PlainAllowed, bool SingleAllowed, bool BlockAllowed)
{
    private const string Indicators = "#,[]{}&*!|>'\"%@`";

    public static ScalarAnalysis Of(string text)
    {
        if (text.Length == 0)
        {
            return new ScalarAnalysis(false, true, true, false);
        }
        bool indicators = text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal);
        bool breaks = false;
        bool special = false;
        bool breakSpace = false;
        bool spaceBreak = false;
        char before = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool followedBySpace = i + 1 >= text.Length || text[i + 1] is ' ' or '\t';
            indicators |= IsIndicator(c, i == 0, i == 0 || IsBlank(before), followedBySpace);
            special |= !IsPrintable(c);
            breaks |= IsBreak(c);
            breakSpace |= c == ' ' && i > 0 && IsBreak(before);
            spaceBreak |= IsBreak(c) && before == ' ';
            before = c;
        }

        bool leading = text[0] == ' ' || IsBreak(text[0]);
        bool trailing = before == ' ' || IsBreak(before);
        return new ScalarAnalysis(
            breaks,
            !leading && !trailing && !breakSpace && !spaceBreak && !special && !breaks && !indicators,
            !breakSpace && !spaceBreak && !special,
            before != ' ' && !spaceBreak && !special);
    }

    public static bool HasBreak(string text)
    {
        foreach (char c in text)
        {
            if (IsBreak(c))
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    /// <summary>Whether the original prints the character as it is; it does so only up to U+FFFD.</summary>
    public static bool IsPrintable(char c) => c is '\n' or (>= ' ' and <= '~') or (>= '\u00A0' and <= '\uD7FF') or (>= '\uE000' and <= '\uFFFD' and not '\uFEFF');

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\0' || IsBreak(c);

    private static bool IsIndicator(char c, bool first, bool precededBySpace, bool followedBySpace)
    {
        if (first)
        {
            return Indicators.Contains(c, StringComparison.Ordinal) || (c is '?' or ':' or '-' && followedBySpace);
        }
        return (c == ':' && followedBySpace) || (c == '#' && precededBySpace);
    }
}
