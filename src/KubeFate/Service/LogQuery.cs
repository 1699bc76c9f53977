using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace KubeFate.Service;

/// <summary>What part of the logs is asked for.</summary>
internal sealed record LogQuery(string Container, string Parameters)
{
    /// <summary>Whether the asker said how many bytes he wants.</summary>
    public bool IsLimited { get; init; }

    /// <summary>The most that one container may add to an answer, in bytes.</summary>
    public const long MaxBytes = 64L << 20;

    /// <exception cref="Refusal">400: a value is malformed.</exception>
    public static LogQuery Read(IQueryCollection query, bool follow)
    {
        StringBuilder text = new();
        Add(text, "previous", Flag(query["previous"].ToString()) ? "true" : "");
        Add(text, "timestamps", Flag(query["timestamps"].ToString()) ? "true" : "");
        _ = Flag(query["follow"].ToString());
        Add(text, "tailLines", Number(query["tail"].ToString()));
        Add(text, "limitBytes", Limit(Number(query["limit-bytes"].ToString()), follow));
        string since = Number(query["since"].ToString()), sinceTime = Time(query["since-time"].ToString());
        Add(text, "sinceSeconds", since);
        Add(text, "sinceTime", since.Length > 0 ? "" : sinceTime);
        Add(text, "follow", follow ? "true" : "");
        return new LogQuery(query["container"].ToString(), text.ToString()) { IsLimited = query["limit-bytes"].Count > 0 };
    }

    private static void Add(StringBuilder text, string name, string value)
    {
        if (value.Length > 0)
        {
            text.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private static bool Flag(string text) => text switch
    {
        "" or "0" or "f" or "F" or "false" or "False" or "FALSE" => false,
        "1" or "t" or "T" or "true" or "True" or "TRUE" => true,
        _ => throw new Refusal(400, $"strconv.ParseBool: parsing \"{text}\": invalid syntax"),
    };

    private static string Number(string text) => text.Length == 0 || long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
        ? text
        : throw new Refusal(400, $"strconv.ParseInt: parsing \"{text}\": invalid syntax");

    // A log that is answered at once stands in memory, and may be one endless line.
    private static string Limit(string given, bool follow) => follow || (given.Length > 0 && long.Parse(given, CultureInfo.InvariantCulture) <= MaxBytes)
        ? given
        : MaxBytes.ToString(CultureInfo.InvariantCulture);

    private static string Time(string text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        bool zoned = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        return zoned && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
            ? text
            : throw new Refusal(400, $"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\" as \"Z07:00\"");
    }
}
