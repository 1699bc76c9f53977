using System.Buffers;
using System.Text.Json;
using Kuscia.Operations.Envelopes;
using Kuscia.Operations.Json;

namespace Kuscia.Operations.Http;

/// <summary>Failures before an operation: code and message alone, and JSON also for callers that sent protobuf, as the originals have it.</summary>
internal static class FaultText
{
    public static byte[] Json(EndpointContract contract, int code, string message)
    {
        ArrayBufferWriter<byte> buffer = new(256);
        using Utf8JsonWriter writer = new(buffer, JsonDialect.Answers.Options);
        writer.WriteStartObject();
        if (!contract.FlatFaults)
        {
            writer.WriteStartObject("status");
        }

        writer.WriteNumber("code", code);
        writer.WriteString("message", message);
        if (!contract.FlatFaults)
        {
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
