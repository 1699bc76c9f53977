using System.Globalization;
using System.Text.RegularExpressions;

namespace Kuscia.ApiServer.Definitions;

/// <summary>The order in which clients prefer API versions: stable ones before beta before alpha, newer before older, then everything else by name.</summary>
internal sealed partial class VersionOrder : IComparer<string>
{
    public static readonly VersionOrder Instance = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        int order = Rank(y).CompareTo(Rank(x));
        return order != 0 ? order : string.CompareOrdinal(x, y);
    }

    private static (int Stability, long Major, long Minor) Rank(string? version)
    {
        Match match = Form().Match(version ?? "");
        if (!match.Success)
        {
            return (0, 0, 0);
        }

        int stability = match.Groups[2].Value switch { "" => 3, "beta" => 2, _ => 1 };
        return (stability, Number(match.Groups[1].Value), Number(match.Groups[3].Value));
    }

    private static long Number(string digits) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    [GeneratedRegex("^v([0-9]+)(?:(alpha|beta)([0-9]+))?$")]
    private static partial Regex Form();
}
