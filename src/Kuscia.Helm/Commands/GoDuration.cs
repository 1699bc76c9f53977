using System.Globalization;
using System.Text.RegularExpressions;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Commands;

/// <summary>Durations such as <c>5m0s</c>, <c>1.5h</c> or <c>300ms</c>.</summary>
internal static partial class GoDuration
{
    public static TimeSpan Parse(string text)
    {
        Match match = Form().Match(text);
        if (text == "0")
        {
            return TimeSpan.Zero;
        }

        if (!match.Success || text.Length > 40)
        {
            throw new HelmException($"invalid argument \"{text}\" for \"--timeout\" flag: time: invalid duration \"{text}\"; write for example 5m0s");
        }

        double seconds = 0;
        foreach (Match part in Part().Matches(text))
        {
            double factor = part.Groups[2].Value switch { "h" => 3600, "m" => 60, "s" => 1, "ms" => 1e-3, _ => 1e-6 };
            seconds += factor * double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture);
        }

        return TimeSpan.FromSeconds(Math.Min(seconds, 365d * 86400));
    }

    [GeneratedRegex(@"\A([0-9]+(\.[0-9]+)?(h|ms|m|s|us))+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Form();

    [GeneratedRegex(@"([0-9]+(?:\.[0-9]+)?)(h|ms|m|s|us)")]
    private static partial Regex Part();
}
