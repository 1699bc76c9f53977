using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Pods;

/// <summary>Fetches the lines of one pod's containers from a runtime that keeps them elsewhere. Used by one worker only.</summary>
internal sealed class PodLogs(PodKey key, PodServices services)
{
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);

    /// <summary>Begins with every run that the report shows and that was not seen before.</summary>
    public void Follow(PodReport report)
    {
        foreach (ContainerStatus container in report.InitContainers.Concat(report.Containers))
        {
            if (container.State?.Running is not null || container.State?.Terminated is not null)
            {
                Follow(container.Name, container.RestartCount);
            }

            // The run before, which may have come and gone between two reports.
            if (container is { LastState.Terminated: not null, RestartCount: > 0 })
            {
                Follow(container.Name, container.RestartCount - 1);
            }
        }
    }

    /// <summary>The pod has ended: returns when its last lines are here, or do not come for a while; then they may come later.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (string path in _files)
        {
            await services.Logs.EndAsync(path, cancellationToken);
        }
    }

    /// <summary>The pod is gone, or goes on without this node.</summary>
    public async Task LeaveAsync()
    {
        foreach (string path in _files)
        {
            await services.Logs.LeaveAsync(path);
        }
    }

    private void Follow(string container, int attempt)
    {
        string path = services.LogPaths.File(key, container, attempt);
        if (!_files.Contains(path) && services.Runtime.LogOf(key, container, attempt) is { } source)
        {
            _files.Add(path);
            services.Logs.Begin(path, source);
        }
    }
}
