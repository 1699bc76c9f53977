using System.Globalization;

namespace Kuscia.Helm.Releases;

/// <summary>Times as Go writes them.</summary>
internal static class GoTime
{
    /// <summary>RFC 3339 with as many digits of a second as needed; empty for none.</summary>
    public static string Json(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Reads RFC 3339; null for empty, zero or unreadable.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) && time.Year > 1
            ? time.ToUniversalTime()
            : null;

    /// <summary>For example <c>Mon Jan  2 15:04:05 2006</c>.</summary>
    public static string Ansi(DateTimeOffset time)
    {
        DateTime utc = time.UtcDateTime;
        return string.Create(CultureInfo.InvariantCulture, $"{utc:ddd MMM} {utc.Day,2} {utc:HH:mm:ss yyyy}");
    }

    /// <summary>For example <c>2006-01-02 15:04:05.9999999 +0000 UTC</c>.</summary>
    public static string Long(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF '+0000 UTC'", CultureInfo.InvariantCulture);
}
