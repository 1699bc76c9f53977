using System.Globalization;
using System.Text.Json;

namespace Kuscia.ApiServer.Tables;

/// <summary>Ages as kubectl prints them: two units at most, fewer the older something is.</summary>
internal static class HumanDuration
{
    /// <summary>A time that is not known.</summary>
    public const string Unknown = "<unknown>";

    /// <summary>A text that is no time.</summary>
    public const string Invalid = "<invalid>";

    /// <summary>The age of a moment; a moment in the future is not valid, one second of clock difference aside.</summary>
    public static string Since(DateTimeOffset then, DateTimeOffset now) => Format(now - then);

    /// <summary>The age of a JSON time; unknown when absent.</summary>
    public static string Since(JsonElement? time, DateTimeOffset now)
    {
        if (time is not { ValueKind: JsonValueKind.String } text)
        {
            return Unknown;
        }

        return Parse(text.GetString()) is { } then ? Since(then, now) : Invalid;
    }

    /// <summary>Reads an RFC 3339 time; null when it is none.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        text is { Length: >= 20 } && text[10] is 'T' or 't' or ' '
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;

    /// <summary>The text of a duration.</summary>
    public static string Format(TimeSpan duration)
    {
        long seconds = (long)duration.TotalSeconds;
        if (seconds < -1)
        {
            return Invalid;
        }

        long minutes = Math.Max(seconds, 0) / 60;
        long hours = minutes / 60;
        return (seconds, minutes, hours) switch
        {
            ( < 0, _, _) => "0s",
            ( < 120, _, _) => $"{seconds}s",
            (_, < 10, _) => Two(minutes, 'm', seconds % 60, 's'),
            (_, < 180, _) => $"{minutes}m",
            (_, _, < 8) => Two(hours, 'h', minutes % 60, 'm'),
            (_, _, < 48) => $"{hours}h",
            (_, _, < 24 * 8) => Two(hours / 24, 'd', hours % 24, 'h'),
            (_, _, < 24 * 365 * 2) => $"{hours / 24}d",
            (_, _, < 24 * 365 * 8) => Two(hours / 24 / 365, 'y', hours / 24 % 365, 'd'),
            _ => $"{hours / 24 / 365}y",
        };
    }

    private static string Two(long big, char bigUnit, long small, char smallUnit) =>
        small == 0 ? $"{big}{bigUnit}" : $"{big}{bigUnit}{small}{smallUnit}";
}
