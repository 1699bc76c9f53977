using Kuscia.ApiServer.Server;
using Kuscia.Runtime.Informers;
using Kuscia.Runtime.Modules;

namespace Kuscia.Node.Modes;

/// <summary>The API server, whose caches end before it does: a watch that finds its server gone would begin anew and wait for a store that is closed.</summary>
internal sealed class ApiServerWithCaches(ApiServerModule server, Lazy<InformerSet> caches) : IModule
{
    public string Name => server.Name;

    public IReadOnlyList<string> DependsOn => server.DependsOn;

    public string? Address => server.Address;

    public Task Completion => server.Completion;

    public Task StartAsync(CancellationToken cancellationToken) => server.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (caches.IsValueCreated)
        {
            await caches.Value.DisposeAsync();
        }

        await server.DisposeAsync();
    }
}
