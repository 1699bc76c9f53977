using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Messages;

/// <summary>Messages of streams have a dialect of their own: snake_case names, zero values left out, enums and 64-bit integers as numbers.</summary>
internal static class StreamMessages
{
    private static readonly JsonSerializerOptions Options = ZeroValues.Omitting(StreamJsonContext.Default, JsonNamingPolicy.SnakeCaseLower);

    public static byte[] Of<T>(T message) => EnvelopeJson.Bytes(message, (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T)));
}

/// <summary>One piece of a task log.</summary>
internal sealed record QueryLogReply
{
    public ReplyStatus Status { get; set; } = ReplyStatus.Success;
    public string Log { get; set; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WatchJobEvent))]
[JsonSerializable(typeof(QueryLogReply))]
internal sealed partial class StreamJsonContext : JsonSerializerContext;
