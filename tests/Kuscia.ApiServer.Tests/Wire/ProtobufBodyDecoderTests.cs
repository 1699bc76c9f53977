using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Wire;

namespace Kuscia.ApiServer.Tests.Wire;

public sealed class ProtobufBodyDecoderTests
{
    private static readonly ProtobufBodyDecoder Decoder = new(ProtobufSchema.Load());

    [Fact]
    public void A_config_map_becomes_the_json_that_the_client_means()
    {
        byte[] metadata = [.. Text(1, "c1"), .. Text(3, "alice"), .. Bytes(8, []), .. Bytes(11, [.. Text(1, "app"), .. Text(2, "x")])];
        byte[] map = [.. Bytes(1, metadata), .. Bytes(2, [.. Text(1, "a"), .. Text(2, "b")]), .. Bytes(3, [.. Text(1, "bin"), .. Bytes(2, [0, 1, 2])])];

        JsonObject decoded = Decoder.Decode(Envelope("v1", "ConfigMap", map), null);

        Assert.Equal(
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c1","namespace":"alice","labels":{"app":"x"}},"data":{"a":"b"},"binaryData":{"bin":"AAEC"}}""",
            decoded.ToJsonString());
    }

    [Fact]
    public void Embedded_messages_optional_numbers_and_int_or_string_are_kept_apart()
    {
        byte[] port = [.. Text(1, "http"), .. Text(2, "TCP"), .. Number(3, 80), .. Bytes(4, [.. Number(1, 1), .. Number(2, 0), .. Text(3, "web")]), .. Number(5, 0)];
        byte[] service = [.. Bytes(1, Text(1, "s")), .. Bytes(2, [.. Bytes(1, port), .. Text(3, ""), .. Text(4, "ClusterIP")])];
        byte[] deployment = [.. Bytes(1, Text(1, "d")), .. Bytes(2, [.. Number(1, 0), .. Number(5, 0)])];

        Assert.Equal(
            """{"ports":[{"name":"http","protocol":"TCP","port":80,"targetPort":"web"}],"type":"ClusterIP"}""",
            Decoder.Decode(Envelope("v1", "Service", service), null)["spec"]!.ToJsonString());
        Assert.Equal("""{"replicas":0}""", Decoder.Decode(Envelope("apps/v1", "Deployment", deployment), null)["spec"]!.ToJsonString());
    }

    [Fact]
    public void Times_are_seconds_since_1970()
    {
        byte[] map = Bytes(1, [.. Text(1, "c"), .. Bytes(8, Number(1, 1_700_000_000))]);

        Assert.Equal("2023-11-14T22:13:20Z", (string?)Decoder.Decode(Envelope("v1", "ConfigMap", map), null)["metadata"]!["creationTimestamp"]);
    }

    [Theory]
    [MemberData(nameof(HostileBodies))]
    public void A_hostile_body_is_a_bad_request(string name, byte[] body)
    {
        ApiStatusException refusal = Assert.Throws<ApiStatusException>(() => Decoder.Decode(body, null));

        Assert.Equal(400, refusal.Status.Code);
        Assert.StartsWith("the protobuf body cannot be read: ", refusal.Status.Message, StringComparison.Ordinal);
        Assert.NotEmpty(name);
    }

    public static TheoryData<string, byte[]> HostileBodies() => new()
    {
        { "empty", [] },
        { "no magic", "{\"kind\":\"Pod\"}"u8.ToArray() },
        { "length beyond the end", [.. "k8s\0"u8, 0x12, 0xFF, 0xFF, 0xFF, 0x7F] },
        { "endless number", [.. "k8s\0"u8, .. Enumerable.Repeat((byte)0xFF, 20)] },
        { "field zero", [.. "k8s\0"u8, 0x00, 0x00] },
        { "group wire type", Envelope("v1", "ConfigMap", [0x0B]) },
        { "unknown kind", Envelope("v1", "Nope", []) },
        { "custom kind", Envelope("kuscia.secretflow/v1alpha1", "Domain", []) },
        { "unknown field", Envelope("v1", "ConfigMap", Text(99, "x")) },
        { "text that is no UTF-8", Envelope("v1", "ConfigMap", Bytes(1, Bytes(1, [0xC3, 0x28]))) },
        { "number where a message is expected", Envelope("v1", "ConfigMap", Number(1, 5)) },
        { "compressed", [.. "k8s\0"u8, .. Bytes(1, [.. Text(1, "v1"), .. Text(2, "ConfigMap")]), .. Text(3, "gzip")] },
    };

    private static byte[] Envelope(string apiVersion, string kind, byte[] raw) =>
        [.. "k8s\0"u8, .. Bytes(1, [.. Text(1, apiVersion), .. Text(2, kind)]), .. Bytes(2, raw), .. Text(3, ""), .. Text(4, "")];

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] content) => [.. Varint((ulong)((field << 3) | 2)), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint((ulong)(field << 3)), .. Varint((ulong)value)];

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        while (value >= 0x80)
        {
            bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }

        return [.. bytes, (byte)value];
    }
}
