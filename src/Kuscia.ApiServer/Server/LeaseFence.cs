using System.Text.Json;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Server;

/// <summary>Reads from a stored Lease whether a term still lasts.</summary>
internal static class LeaseFence
{
    /// <summary>True while the Lease has this holder and this number of transitions.</summary>
    public static bool IsHeld(LogEntry? lease, string holder, int transitions)
    {
        if (lease is null)
        {
            return false;
        }

        using JsonDocument document = JsonDocument.Parse(lease.Value);
        return document.RootElement.TryGetProperty("spec", out JsonElement spec)
            && spec.TryGetProperty("holderIdentity", out JsonElement identity) && identity.ValueKind == JsonValueKind.String && identity.ValueEquals(holder)
            && (spec.TryGetProperty("leaseTransitions", out JsonElement count) && count.TryGetInt32(out int number) ? number : 0) == transitions;
    }
}
