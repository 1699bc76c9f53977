using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeFate.Storage;

/// <summary>Reads columns whatever type the driver gives them, and writes times the way all databases take them.</summary>
internal static class Columns
{
    /// <summary>A time as a parameter: UTC without a zone.</summary>
    public static DateTime? Stored(DateTimeOffset? time) => time is { } given ? DateTime.SpecifyKind(given.UtcDateTime, DateTimeKind.Unspecified) : null;

    /// <summary>JSON as a parameter.</summary>
    public static byte[]? Stored(JsonNode? value) => value is null ? null : Encoding.UTF8.GetBytes(value.ToJsonString());

    public static string Text(this DbDataReader row, string name) => row[name] switch
    {
        DBNull => "",
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        { } value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    public static string? TextOrNull(this DbDataReader row, string name) => row[name] is DBNull ? null : row.Text(name);

    public static byte[]? Bytes(this DbDataReader row, string name) => row[name] switch
    {
        byte[] bytes => bytes,
        string text => Encoding.UTF8.GetBytes(text),
        _ => null,
    };

    public static long Number(this DbDataReader row, string name) => row[name] is DBNull ? 0 : Convert.ToInt64(row[name], CultureInfo.InvariantCulture);

    public static bool Flag(this DbDataReader row, string name) => row[name] is not DBNull && Convert.ToBoolean(row[name], CultureInfo.InvariantCulture);

    public static DateTimeOffset? Time(this DbDataReader row, string name)
    {
        if (row[name] is DBNull)
        {
            return null;
        }

        DateTime time = row[name] switch
        {
            DateTime read => read,
            string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset read) => read.UtcDateTime,
            _ => DateTime.MinValue,
        };
        return time == DateTime.MinValue ? null : new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc));
    }

    public static JsonNode? Json(this DbDataReader row, string name)
    {
        string text = row.Text(name);
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
