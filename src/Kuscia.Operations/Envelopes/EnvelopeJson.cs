using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Kuscia.Operations.Envelopes;

/// <summary>Writes answers with quotes and letters of all scripts as they are: the type of an answer is JSON, never a page.</summary>
public static class EnvelopeJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of a message.</summary>
    public static byte[] Bytes<T>(T message, JsonTypeInfo<T> contract)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using Utf8JsonWriter writer = new(buffer, Options);
        JsonSerializer.Serialize(writer, message, contract);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The bytes of a node.</summary>
    internal static byte[] Bytes(JsonNode node)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using Utf8JsonWriter writer = new(buffer, Options);
        node.WriteTo(writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
