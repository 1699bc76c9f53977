using Microsoft.Extensions.Hosting;

namespace Kuscia.Gateway.Listeners;

/// <summary>The node decides when a listener ends; signals are none of its business.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
