using System.Text;
using System.Text.Json.Nodes;

namespace Kuscia.Operations.Envelopes;

/// <summary>Failures before an operation, as JSON and as the binary message <c>ErrorResponse</c> for callers that sent protobuf.</summary>
internal static class FaultText
{
    public static byte[] Json(EndpointContract contract, int code, string message)
    {
        JsonObject status = new() { ["code"] = code, ["message"] = message };
        return EnvelopeJson.Bytes(contract.FlatFaults ? status : new JsonObject { ["status"] = status });
    }

    /// <summary><c>ErrorResponse {1: Status {1: int32 code, 2: string message}}</c>; the status is tag 1 of every reply, so any of them reads it.</summary>
    public static byte[] Protobuf(int code, string message)
    {
        byte[] text = Encoding.UTF8.GetBytes(message);
        byte[] status = [0x08, .. Varint(code), 0x12, .. Varint(text.Length), .. text];
        return [0x0a, .. Varint(status.Length), .. status];
    }

    private static List<byte> Varint(int value)
    {
        List<byte> bytes = [];
        uint rest = (uint)value;
        for (; rest > 0x7f; rest >>= 7)
        {
            bytes.Add((byte)(rest | 0x80));
        }

        bytes.Add((byte)rest);
        return bytes;
    }
}
