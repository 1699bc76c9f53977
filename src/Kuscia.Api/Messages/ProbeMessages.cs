using System.Text.Json;
using System.Text.Json.Serialization;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Messages;

/// <summary>A probe of a container; its camelCase form is that of Kubernetes.</summary>
internal sealed record ProbeMessage
{
    public ExecMessage? Exec { get; set; }
    public HttpGetMessage? HttpGet { get; set; }
    public TcpSocketMessage? TcpSocket { get; set; }
    public GrpcMessage? Grpc { get; set; }
    public int InitialDelaySeconds { get; set; }
    public int TimeoutSeconds { get; set; }
    public int PeriodSeconds { get; set; }
    public int SuccessThreshold { get; set; }
    public int FailureThreshold { get; set; }

    [JsonConverter(typeof(Int64TextConverter))]
    public long TerminationGracePeriodSeconds { get; set; }
}

internal sealed record ExecMessage
{
    public IReadOnlyList<string> Command { get; set; } = [];
}

internal sealed record HttpGetMessage
{
    public string Path { get; set; } = "";

    [JsonConverter(typeof(PortTextConverter))]
    public string Port { get; set; } = "";
    public string Host { get; set; } = "";
    public string Scheme { get; set; } = "";
    public IReadOnlyList<HttpHeaderMessage> HttpHeaders { get; set; } = [];
}

internal sealed record HttpHeaderMessage
{
    public string Name { get; set; } = "";
    public string Value { get; set; } = "";
}

internal sealed record TcpSocketMessage
{
    [JsonConverter(typeof(PortTextConverter))]
    public string Port { get; set; } = "";
    public string Host { get; set; } = "";
}

internal sealed record GrpcMessage
{
    public int Port { get; set; }
    public string Service { get; set; } = "";
}

/// <summary>A port is text for callers, whether it is stored as a number or as a name.</summary>
internal sealed class PortTextConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture) : reader.GetString() ?? "";

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProbeMessage))]
internal sealed partial class KubernetesProbeContext : JsonSerializerContext;
