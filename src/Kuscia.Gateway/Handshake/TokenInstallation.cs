using System.Text.Json.Nodes;
using Kuscia.Gateway.Routes;
using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Handshake;

/// <summary>Says in each DomainRoute that this instance has installed its newest token (<c>effectiveInstances</c>).</summary>
internal sealed class TokenInstallation(GatewayOptions options, RouteSources sources, RouteTableState table, DomainRouteWriter writer)
{
    /// <summary>Names of the routes whose newest token is in force here and does not say so yet.</summary>
    public IReadOnlyList<string> Due() =>
        [.. sources.Routes.List().Where(r => Announcement(r) is not null).Select(r => r.Metadata.Name ?? "")];

    public Task AnnounceAsync(string name, CancellationToken cancellationToken) => writer.UpdateAsync(name, Announcement, cancellationToken);

    private JsonObject? Announcement(DomainRoute route)
    {
        IReadOnlyList<RouteToken> tokens = route.Status?.TokenStatus?.Tokens ?? [];
        if (tokens.Count == 0
            || !table.Current.InstalledRevisions.TryGetValue(route.Metadata.Name ?? "", out long installed)
            || tokens[^1].Revision != installed
            || tokens[^1].EffectiveInstances?.Contains(options.InstanceName) == true)
        {
            return null;
        }

        JsonArray written = [.. tokens.Take(tokens.Count - 1).Append(tokens[^1] with { EffectiveInstances = [.. tokens[^1].EffectiveInstances ?? [], options.InstanceName] })
            .Select(t => System.Text.Json.JsonSerializer.SerializeToNode(t, ModelJsonContext.Default.RouteToken))];
        return new JsonObject { ["tokenStatus"] = new JsonObject { ["tokens"] = written } };
    }
}
