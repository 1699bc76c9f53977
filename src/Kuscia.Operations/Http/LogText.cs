using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Operations.Http;

/// <summary>A body as one log line may show it: cut, and with secrets masked.</summary>
internal static class LogText
{
    /// <summary>Bytes of a body that a line shows.</summary>
    public const int MaxShown = 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The body; what is no JSON is not shown at all, because nothing in it could be masked.</summary>
    public static string Of(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return "";
        }

        ArrayBufferWriter<byte> buffer = new(MaxShown * 2);
        try
        {
            using Utf8JsonWriter writer = new(buffer, Options);
            bool whole = Copy(body, writer);
            writer.Flush();
            return Cut(buffer.WrittenSpan, whole);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"({body.Length} bytes, no JSON)";
        }
    }

    private static string Cut(ReadOnlySpan<byte> text, bool whole)
    {
        int length = Math.Min(text.Length, MaxShown);
        while (length > 0 && length < text.Length && (text[length] & 0xc0) == 0x80)
        {
            length--;
        }

        return Encoding.UTF8.GetString(text[..length]) + (whole && length == text.Length ? "" : "…");
    }

    private static bool Copy(ReadOnlySpan<byte> body, Utf8JsonWriter writer)
    {
        Utf8JsonReader reader = new(body, new JsonReaderOptions { MaxDepth = 256 });
        bool secret = false;
        while (reader.Read())
        {
            if (writer.BytesPending + writer.BytesCommitted > MaxShown)
            {
                return false;
            }

            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString() ?? "";
                writer.WritePropertyName(name);
                secret = SecretMembers.Contains(name);
            }
            else if (secret)
            {
                // Whatever stands there, a list or an object too.
                reader.Skip();
                writer.WriteStringValue(SecretMembers.Mask);
                secret = false;
            }
            else
            {
                CopyValue(ref reader, writer);
            }
        }

        return true;
    }

    private static void CopyValue(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.String:
                string text = reader.GetString() ?? "";
                writer.WriteStringValue(text.Length > MaxShown ? text[..MaxShown] : text);
                break;
            case JsonTokenType.Null:
                writer.WriteNullValue();
                break;
            case JsonTokenType.True or JsonTokenType.False:
                writer.WriteBooleanValue(reader.TokenType == JsonTokenType.True);
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }
}
