using System.Globalization;
using System.Text.RegularExpressions;

namespace KubeFate.Tests.Replay;

/// <summary>Puts values of the right form and width in the place of placeholders of recorded commands.</summary>
internal static partial class Filler
{
    private const string Time = "2026-11-29T08:09:10Z";

    /// <summary>Fills what a service answers and what a command sends.</summary>
    public static string Fill(string text) => Placeholder().Replace(text, static hit => hit.Groups[1].Value switch
    {
        "uuid" => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{int.Parse(hit.Groups[2].Value, CultureInfo.InvariantCulture):000000000000}"),
        "token" => "token" + hit.Groups[2].Value,
        "time" => Time,
        "id" => "7",
        "n" => "3",
        _ => hit.Value,
    });

    /// <summary>The pattern of what a command prints.</summary>
    /// <param name="text">The recorded text.</param>
    /// <param name="server">Host and port of the service.</param>
    /// <param name="folder">The working directory.</param>
    public static string Pattern(string text, string server, string folder)
    {
        string filled = Fill(text.Replace("{{time}}", "2026-11-29 08:09:10", StringComparison.Ordinal))
            .Replace("{{server}}", server, StringComparison.Ordinal).Replace("{{dir}}", folder, StringComparison.Ordinal);
        string[] parts = filled.Split("{{help}}");
        IEnumerable<string> patterns = parts.Select(static part => string.Join(@" *\S+", Durations().Split(part).Select(Regex.Escape)));
        return $"\\A{string.Join(@"NAME:\n(?s:.*)", patterns).Replace(@"\{\{any}}", "(?s:.*)", StringComparison.Ordinal)}\\z";
    }

    // How long something took is not recorded, or cannot be told from the times that are.
    [GeneratedRegex(@"(?:\{\{age\}\}|(?<=Duration:) +\d+s)")]
    private static partial Regex Durations();

    [GeneratedRegex(@"\{\{(\w+)(?::(\w+))?\}\}")]
    private static partial Regex Placeholder();
}
