using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Kuscia.Helm.Schemas;

/// <summary>The keyword <c>format</c>; unknown formats are not checked.</summary>
internal static partial class SchemaFormats
{
    public static bool Fits(string format, string text) => format switch
    {
        "date" => IsDate(text, "yyyy-MM-dd"),
        "time" => Time().IsMatch(text),
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _) && text.Contains('T', StringComparison.OrdinalIgnoreCase),
        "hostname" => text.Length is > 0 and < 256 && Host().IsMatch(text),
        "email" or "idn-email" => Mail().IsMatch(text),
        "ipv4" => IPAddress.TryParse(text, out IPAddress? v4) && v4.AddressFamily == AddressFamily.InterNetwork && text.Contains('.'),
        "ipv6" => IPAddress.TryParse(text, out IPAddress? v6) && v6.AddressFamily == AddressFamily.InterNetworkV6 && text.Contains(':'),
        "uri" or "iri" => Uri.TryCreate(text, UriKind.Absolute, out _) && text.Contains(':') && !text.Contains('\\'),
        "uri-reference" or "iri-reference" => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _) && !text.Contains('\\'),
        "uuid" => Uuid().IsMatch(text),
        "regex" => SchemaPatterns.IsExpression(text),
        "json-pointer" => text.Length == 0 || JsonPointer().IsMatch(text),
        _ => true,
    };

    private static bool IsDate(string text, string format) =>
        DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex(@"\A([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]\d\d:\d\d)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Time();

    [GeneratedRegex(@"\A([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])(\.([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-]{0,61}[a-zA-Z0-9]))*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Host();

    [GeneratedRegex(@"\A[^@\s]+@[^@\s]+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Mail();

    [GeneratedRegex(@"\A[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\A(/([^~/]|~[01])*)+\z", RegexOptions.NonBacktracking)]
    private static partial Regex JsonPointer();
}
