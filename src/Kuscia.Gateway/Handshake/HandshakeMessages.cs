using System.Text.Json.Serialization;

namespace Kuscia.Gateway.Handshake;

/// <summary>Body of <c>POST /handshake</c>. Times are Unix nanoseconds.</summary>
internal sealed record HandshakeRequest
{
    public string? DomainId { get; init; }

    /// <summary><c>RSA</c> or <c>UID</c>.</summary>
    public string? Type { get; init; }
    public HandshakeTokenConfig? TokenConfig { get; init; }
    public long RequestTime { get; init; }
}

internal sealed record HandshakeTokenConfig
{
    public string? Token { get; init; }
    public long Revision { get; init; }
    public string? Pubhash { get; init; }
}

/// <summary>Answer to a handshake; the status member is always there because older peers read it unasked.</summary>
internal sealed record HandshakeResponse
{
    public HandshakeStatus Status { get; init; } = new();

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HandshakeToken? Token { get; init; }
}

internal sealed record HandshakeStatus
{
    public int Code { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }
}

internal sealed record HandshakeToken
{
    public string? Token { get; init; }
    public long ExpirationTime { get; init; }
    public long Revision { get; init; }
}

/// <summary>Answer to <c>GET /handshake</c>.</summary>
internal sealed record HandshakeState
{
    public string? Namespace { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int State { get; init; }
}

/// <summary>Contracts of the handshake: snake_case, zero and empty members left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(HandshakeRequest))]
[JsonSerializable(typeof(HandshakeResponse))]
[JsonSerializable(typeof(HandshakeState))]
internal sealed partial class HandshakeJsonContext : JsonSerializerContext;
