using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Helm.Yaml;
using Microsoft.AspNetCore.Http;

namespace KubeFate.Service;

/// <summary>Reads JSON bodies as the original does: whatever the content type says, and nothing after the first value counts.</summary>
internal static class JsonBody
{
    private static readonly SearchValues<char> Base64Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
    /// <summary>Largest body in bytes.</summary>
    private const int MaxBytes = 16 << 20;

    /// <summary>The object of a body; null when it is the word null.</summary>
    /// <exception cref="Refusal">400: it is no object; 413: it is larger than <paramref name="maxBytes"/>.</exception>
    public static async Task<JsonObject?> ReadAsync(HttpContext context, string type, int maxBytes = MaxBytes)
    {
        byte[] body = await BytesAsync(context, maxBytes);
        JsonNode? value = Parse(body);
        return value switch
        {
            null => null,
            JsonObject fields => fields,
            _ => throw new Refusal(400, $"json: cannot unmarshal {Kind(value)} into Go value of type modules.{type}"),
        };
    }

    /// <summary>A text member; empty when it is absent or null.</summary>
    /// <exception cref="Refusal">400: it is something else.</exception>
    public static string Text(this JsonObject fields, string name, string type) => Member(fields, name) switch
    {
        null => "",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        { } other => throw Mismatch(other, name, type, "string"),
    };

    /// <exception cref="Refusal">400: it is something else.</exception>
    public static bool Flag(this JsonObject fields, string name, string type) => Member(fields, name) switch
    {
        null => false,
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>(),
        { } other => throw Mismatch(other, name, type, "bool"),
    };

    /// <exception cref="Refusal">400: it is no base64.</exception>
    public static byte[]? Base64(this JsonObject fields, string name, string type)
    {
        switch (Member(fields, name))
        {
            case null:
                return null;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                string text = value.GetValue<string>().ReplaceLineEndings("");
                int wrong = text.AsSpan().IndexOfAnyExcept(Base64Letters);
                return wrong < 0 && System.Buffers.Text.Base64.IsValid(text)
                    ? Convert.FromBase64String(text)
                    : throw new Refusal(400, string.Create(CultureInfo.InvariantCulture, $"illegal base64 data at input byte {Math.Max(wrong, 0)}"));
            case { } other:
                throw Mismatch(other, name, type, "[]uint8");
        }
    }

    // Names of members are compared without regard to case, the exact one first.
    private static JsonNode? Member(JsonObject fields, string name) => fields.TryGetPropertyValue(name, out JsonNode? exact)
        ? exact
        : fields.FirstOrDefault(member => member.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static Refusal Mismatch(JsonNode value, string name, string type, string wanted) =>
        new(400, $"json: cannot unmarshal {Kind(value)} into Go struct field {type}.{name} of type {wanted}");

    private static string Kind(JsonNode value) => value switch
    {
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch { JsonValueKind.String => "string", JsonValueKind.Number => "number", _ => "bool" },
    };

    private static JsonNode? Parse(byte[] body)
    {
        if (body.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            throw new Refusal(400, "EOF");
        }

        try
        {
            Utf8JsonReader reader = new(body, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 200 });
            return JsonNode.Parse(ref reader);
        }
        catch (JsonException e)
        {
            throw new Refusal(400, GoText(body) ?? e.Message);
        }
    }

    private static string? GoText(byte[] body)
    {
        try
        {
            HelmYaml.FromJson(Kuscia.Helm.GoValues.GoText.FromBytes(body));
            return null;
        }
        catch (HelmYamlException e)
        {
            return e.Message == "unexpected end of JSON input" ? "unexpected EOF" : e.Message;
        }
    }

    private static async Task<byte[]> BytesAsync(HttpContext context, int maxBytes)
    {
        using MemoryStream body = new();
        byte[] buffer = new byte[16384];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > maxBytes)
            {
                throw new Refusal(413, $"the body is larger than {maxBytes >> 10} KiB");
            }
        }

        return body.ToArray();
    }
}
