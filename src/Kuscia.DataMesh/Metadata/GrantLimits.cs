using Kuscia.DataMesh.Messages;
using Kuscia.Model.Resources;

namespace Kuscia.DataMesh.Metadata;

/// <summary>Between the limit of a grant on the wire (nanoseconds) and in the object (RFC 3339).</summary>
internal static class GrantLimits
{
    private const long NanosecondsPerTick = 100;

    public static GrantLimit ToSpec(GrantLimitMessage limit) => new()
    {
        ExpirationTime = limit.ExpirationTime > 0 ? DateTimeOffset.UnixEpoch.AddTicks(limit.ExpirationTime / NanosecondsPerTick) : null,
        UseCount = limit.UseCount == 0 ? null : limit.UseCount,
        GrantMode = ["normal"],
        FlowID = limit.FlowId.Length > 0 ? limit.FlowId : null,
        Components = limit.Components.Count > 0 ? limit.Components : null,
        Initiator = limit.Initiator.Length > 0 ? limit.Initiator : null,
        InputConfig = limit.InputConfig.Length > 0 ? limit.InputConfig : null,
    };

    public static GrantLimitMessage ToMessage(GrantLimit limit) => new()
    {
        ExpirationTime = limit.ExpirationTime is { } end ? (end - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick : 0,
        UseCount = limit.UseCount ?? 0,
        FlowId = limit.FlowID ?? "",
        Components = limit.Components ?? [],
        Initiator = limit.Initiator ?? "",
        InputConfig = limit.InputConfig ?? "",
    };
}
