using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Gateway.Routes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Handshake;

/// <summary>Writes the gateway's part of DomainRoute statuses: computed from a fresh read, refused when somebody wrote in between, then tried again.</summary>
internal sealed class DomainRouteWriter(RouteSources sources, IResourceClient client)
{
    private const int Attempts = 5;

    /// <summary>Applies what <paramref name="change"/> returns for the current object; null means nothing to write.</summary>
    /// <returns>False when the object is gone or kept changing.</returns>
    public async Task<bool> UpdateAsync(string name, Func<DomainRoute, JsonObject?> change, CancellationToken cancellationToken)
    {
        ResourceName identity = new(sources.DomainId, name);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            DomainRoute? route = attempt == 0 ? sources.Route(name) : await client.GetAsync(Kinds.DomainRoute, identity, cancellationToken);
            if (route is null)
            {
                return false;
            }

            if (change(route) is not { } status)
            {
                return true;
            }

            // Both are required by the schema, also in a status that says nothing else yet.
            status["isDestinationAuthorized"] ??= route.Status?.IsDestinationAuthorized ?? false;
            status["isDestinationUnreachable"] ??= route.Status?.IsDestinationUnreachable ?? false;
            JsonObject patch = new()
            {
                ["metadata"] = new JsonObject { ["resourceVersion"] = route.Metadata.ResourceVersion },
                ["status"] = status,
            };
            try
            {
                await client.PatchFromAsync(Kinds.DomainRoute, route, patch, "status", cancellationToken);
                return true;
            }
            catch (ResourceException e) when (e.IsConflict)
            {
                // Read again.
            }
            catch (ResourceException e) when (e.IsNotFound)
            {
                return false;
            }
        }

        return false;
    }
}
