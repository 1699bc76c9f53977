using System.Text.RegularExpressions;

namespace Kuscia.Helm.Yaml;

/// <summary>Tells which plain scalars are dates or times; they stay text when read and are quoted when printed.</summary>
internal static partial class YamlTimestamps
{
    public static bool IsTimestamp(string text)
    {
        if (text.Length < 6 || text[4] != '-' || !Pattern().IsMatch(text))
        {
            return false;
        }
        Match match = Pattern().Match(text);
        int year = Part(match, "y");
        int month = Part(match, "m");
        int day = Part(match, "d");
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year == 0 ? 4 : year, month))
        {
            return false;
        }
        return !match.Groups["h"].Success || (Part(match, "h") < 24 && Part(match, "i") < 60 && Part(match, "s") < 60);
    }

    private static int Part(Match match, string name) => int.Parse(match.Groups[name].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?<y>[0-9]{4})-(?<m>[0-9]{1,2})-(?<d>[0-9]{1,2})(?:(?:[Tt](?<h>[0-9]{1,2}):(?<i>[0-9]{1,2}):(?<s>[0-9]{1,2})(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2}))|(?: (?<h>[0-9]{1,2}):(?<i>[0-9]{1,2}):(?<s>[0-9]{1,2})(?:[.,][0-9]+)?))?\\z")]
    private static partial Regex Pattern();
}
