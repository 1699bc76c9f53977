using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

public sealed record EndpointSlice : Resource
{
    public string? AddressType { get; init; }
    public IReadOnlyList<SliceEndpoint>? Endpoints { get; init; }
    public IReadOnlyList<EndpointPort>? Ports { get; init; }
}

[OpenSchema]
public sealed record SliceEndpoint
{
    public IReadOnlyList<string>? Addresses { get; init; }
    public SliceConditions? Conditions { get; init; }
    public string? Hostname { get; init; }
    public string? NodeName { get; init; }
    public ObjectReference? TargetRef { get; init; }
}

public sealed record SliceConditions
{
    public bool? Ready { get; init; }
    public bool? Serving { get; init; }
    public bool? Terminating { get; init; }
}
