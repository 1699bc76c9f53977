using System.Text.Json.Nodes;

namespace Kuscia.Controllers.Routes;

/// <summary>What to do about a DomainRoute.</summary>
/// <param name="StatusPatch">Patch of the status; null writes nothing.</param>
/// <param name="RetryAfter">When to look again without an event.</param>
internal sealed record DomainRouteOutcome(JsonObject? StatusPatch, TimeSpan? RetryAfter)
{
    public static readonly DomainRouteOutcome Nothing = new(null, null);
}
