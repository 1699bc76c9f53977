using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tables;

namespace Kuscia.ApiServer.Admission;

/// <summary>The formats of texts that a schema may ask for; one that is not known asks for nothing.</summary>
internal static class SchemaFormats
{
    /// <summary>The fault of a value that lacks its format, or null.</summary>
    public static StatusCause? Fault(JsonNode value, JsonObject schema, string path)
    {
        if (schema.String("format") is not { } format || value is not JsonValue scalar || !scalar.TryGetValue(out string? text))
        {
            return null;
        }

        string shown = StatusCause.QuoteShort(text);
        return format switch
        {
            "byte" when !System.Buffers.Text.Base64.IsValid(text) => StatusCause.Invalid(path, shown, $"{path} in body must be of type byte: base64 is expected"),
            _ when !Fits(format, text) => new StatusCause("FieldValueTypeInvalid", $"Invalid value: {shown}: {path} in body must be of type {format}: {shown}", path),
            _ => null,
        };
    }

    private static bool Fits(string format, string text) => format switch
    {
        "date-time" => HumanDuration.Parse(text) is not null,
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _),
        "ipv4" => IPAddress.TryParse(text, out IPAddress? four) && four.GetAddressBytes().Length == 4,
        "ipv6" => IPAddress.TryParse(text, out IPAddress? six) && six.GetAddressBytes().Length == 16,
        "cidr" => IPNetwork.TryParse(text, out _),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "uri" => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _),
        _ => true,
    };
}
