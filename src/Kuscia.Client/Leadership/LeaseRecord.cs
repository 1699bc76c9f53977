using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Client.Leadership;

/// <summary>What this instance writes into the Lease.</summary>
internal static class LeaseRecord
{
    /// <summary>Holder, times and number of transitions of a new term.</summary>
    public static LeaseSpec Taken(LeaderElectionOptions options, int transitions, DateTimeOffset now)
    {
        // As it is stored: in microseconds.
        DateTimeOffset at = new(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), now.Offset);
        return new LeaseSpec
        {
            HolderIdentity = options.Identity,
            LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds,
            AcquireTime = at,
            RenewTime = at,
            LeaseTransitions = transitions,
        };
    }

    /// <summary>A patch of the whole record on condition that nobody wrote since it was read.</summary>
    public static JsonObject Patch(LeaseSpec spec, string? version) => new()
    {
        ["metadata"] = new JsonObject { ["resourceVersion"] = version },
        ["spec"] = System.Text.Json.JsonSerializer.SerializeToNode(spec, ModelJsonContext.Default.LeaseSpec),
    };
}
