using System.Text.Json.Serialization;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

public sealed record Lease : Resource
{
    public LeaseSpec? Spec { get; init; }
}

[OpenSchema]
public sealed record LeaseSpec
{
    public string? HolderIdentity { get; init; }
    public int? LeaseDurationSeconds { get; init; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }
    public int? LeaseTransitions { get; init; }
}
