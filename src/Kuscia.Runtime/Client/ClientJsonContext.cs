using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kuscia.Runtime.Client;

/// <summary>JSON contracts of the client's own frames.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ClientJsonContext : JsonSerializerContext;
