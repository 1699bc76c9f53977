using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Resources;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Wire;

/// <summary>
/// Reads <c>application/vnd.kubernetes.protobuf</c>: four magic bytes, then a <c>runtime.Unknown</c> (1: type with 1 apiVersion and 2 kind; 2: the
/// object; 3: content encoding; 4: content type).
/// </summary>
internal sealed class ProtobufBodyDecoder(ProtobufSchema types) : IBodyDecoder
{
    private readonly ProtobufConverter _converter = new(types);

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <inheritdoc/>
    public string MediaType => "application/vnd.kubernetes.protobuf";

    /// <inheritdoc/>
    public JsonObject Decode(ReadOnlyMemory<byte> body, KindDescriptor? expected)
    {
        try
        {
            return Decode(body.Span, expected);
        }
        catch (WireFormatException error)
        {
            throw ApiErrors.BadRequest($"the protobuf body cannot be read: {error.Message}");
        }
    }

    private JsonObject Decode(ReadOnlySpan<byte> body, KindDescriptor? expected)
    {
        if (!body.StartsWith(Magic))
        {
            throw new WireFormatException("it does not start with the magic bytes 6b 38 73 00");
        }

        string apiVersion = "";
        string kind = "";
        ReadOnlySpan<byte> raw = default;
        ProtobufReader reader = new(body[Magic.Length..]);
        while (!reader.AtEnd)
        {
            (int number, int wireType) = reader.ReadTag();
            switch (number)
            {
                case 1 when wireType == 2:
                    (apiVersion, kind) = TypeMeta(reader.ReadBytes());
                    break;
                case 2 when wireType == 2:
                    raw = reader.ReadBytes();
                    break;
                case 3 when wireType == 2 && reader.ReadBytes().Length > 0:
                    throw new WireFormatException("content encodings are not supported");
                case 3 when wireType == 2:
                    break;
                default:
                    reader.Skip(wireType);
                    break;
            }
        }

        return Convert(apiVersion, kind, raw, expected);
    }

    private JsonObject Convert(string apiVersion, string kind, ReadOnlySpan<byte> raw, KindDescriptor? expected)
    {
        if (kind.Length == 0 && expected is not null)
        {
            (apiVersion, kind) = (expected.Kind.ApiVersion, expected.Kind.Kind);
        }

        string message = MessageOf(apiVersion, kind) ?? throw new WireFormatException($"{kind} in version {apiVersion} is not supported as protobuf; send it as JSON");
        JsonObject result = new() { ["apiVersion"] = apiVersion, ["kind"] = kind };
        foreach ((string name, JsonNode? value) in _converter.Convert(message, raw))
        {
            result[name] = value?.DeepClone();
        }

        return result;
    }

    private string? MessageOf(string apiVersion, string kind)
    {
        bool custom = apiVersion.StartsWith("kuscia.", StringComparison.Ordinal);
        return !custom && (apiVersion.EndsWith("/v1", StringComparison.Ordinal) || apiVersion == "v1") && types.Find(kind) is not null ? kind : null;
    }

    private static (string ApiVersion, string Kind) TypeMeta(ReadOnlySpan<byte> bytes)
    {
        string apiVersion = "";
        string kind = "";
        ProtobufReader reader = new(bytes);
        while (!reader.AtEnd)
        {
            (int number, int wireType) = reader.ReadTag();
            if (wireType != 2)
            {
                reader.Skip(wireType);
                continue;
            }

            string text = Encoding.UTF8.GetString(reader.ReadBytes());
            (apiVersion, kind) = number switch
            {
                1 => (text, kind),
                2 => (apiVersion, text),
                _ => (apiVersion, kind),
            };
        }

        return (apiVersion, kind);
    }
}
