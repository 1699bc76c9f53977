using Kuscia.Hosting.Logs;
using Kuscia.Model.Meta;

namespace Kuscia.Node.Modes;

/// <summary>The agent's logs as the API server sees them; before the agent is composed, or on a node without one, there are none.</summary>
internal sealed class LatePodLogs : IPodLogSource
{
    private IPodLogSource? _source;

    public void Set(IPodLogSource source) => Volatile.Write(ref _source, source);

    public Task<bool> CopyToAsync(ResourceName pod, PodLogOptions options, Stream destination, CancellationToken cancellationToken) =>
        Volatile.Read(ref _source) is { } source ? source.CopyToAsync(pod, options, destination, cancellationToken) : Task.FromResult(false);
}
