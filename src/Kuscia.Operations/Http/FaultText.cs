using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Kuscia.Operations.Envelopes;
using Kuscia.Operations.Json;
using Kuscia.Protos;

namespace Kuscia.Operations.Http;

/// <summary>Failures beside an operation, as JSON and as the binary <see cref="ErrorResponse"/>, which every reply can be read as, for callers that sent protobuf.</summary>
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

    public static byte[] Protobuf(int code, string message) => new ErrorResponse { Status = Outcome.Failure(code, message) }.ToByteArray();
}
