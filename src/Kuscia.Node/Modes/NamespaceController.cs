using Kuscia.ApiServer.Server;
using Kuscia.Controllers;

namespace Kuscia.Node.Modes;

/// <summary>Empties namespaces that are being deleted: what an API server alone does by itself is done by the leader where there are several.</summary>
internal sealed class NamespaceController(ApiServerModule apiServer) : IController
{
    /// <inheritdoc/>
    public string Name => "namespace-controller";

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => apiServer.CollectNamespacesAsync(cancellationToken);
}
