using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeFate.Wire;

/// <summary>JSON and times as Go writes them.</summary>
internal static class GoJson
{
    /// <summary>The time that stands for none.</summary>
    public const string ZeroTime = "0001-01-01T00:00:00Z";

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints JSON; the three characters that pages could mistake for markup are escaped, as Go escapes them.</summary>
    public static string Write(JsonNode? value) => (value?.ToJsonString(Options) ?? "null")
        .Replace("&", "\\u0026", StringComparison.Ordinal)
        .Replace("<", "\\u003c", StringComparison.Ordinal)
        .Replace(">", "\\u003e", StringComparison.Ordinal);

    /// <summary>A time in RFC 3339 with as many digits of fraction as it needs.</summary>
    public static string Time(DateTimeOffset? time) =>
        time is { } given ? given.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture) : ZeroTime;

    /// <summary>Reads a time; null for the zero time and for what is none.</summary>
    public static DateTimeOffset? ReadTime(string? text) =>
        text is not null && text != ZeroTime && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;
}
