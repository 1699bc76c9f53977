using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kuscia.Api.Forwarding;

/// <summary>What is read of a streamed reply before its type is known.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ForwardingJsonContext : JsonSerializerContext;
