namespace Kuscia.Operations.Json;

/// <summary>How a request is written.</summary>
internal enum BodyForm
{
    /// <summary>JSON, as the protobuf JSON mapping has it.</summary>
    Json,

    /// <summary>Binary protobuf; the reply is binary too.</summary>
    Protobuf,

    /// <summary>The body does not count: all members have their defaults.</summary>
    None,
}
