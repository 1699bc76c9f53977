using System.Net;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Logs;
using Kuscia.Model.Meta;

namespace Kuscia.Agent.Logs;

/// <summary>Gives the logs of this node's pods from their files, also when the pod is gone.</summary>
internal sealed class PodLogSource(PodLogPaths paths, LogKeeper keeper, TimeProvider time) : IPodLogSource
{
    private static readonly TimeSpan FollowPeriod = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public async Task<bool> CopyToAsync(ResourceName pod, PodLogOptions options, Stream destination, CancellationToken cancellationToken)
    {
        if (FindLog(pod, options) is not { } log)
        {
            return false;
        }

        LogReader reader = new(options, destination);
        IReadOnlyList<string> files = options.TailLines is null ? PodLogPaths.WithRotated(log) : [log];
        long position = options.TailLines is { } lines ? await LogReader.TailOffsetAsync(log, Math.Max(0, lines), cancellationToken) : 0;
        foreach (string file in files)
        {
            position = await reader.CopyAsync(file, file == log && options.TailLines is not null ? position : 0, cancellationToken);
        }

        await destination.FlushAsync(cancellationToken);
        if (options.Follow && !options.Previous)
        {
            await FollowAsync(log, position, reader, destination, cancellationToken);
        }

        return true;
    }

    private async Task FollowAsync(string log, long position, LogReader reader, Stream destination, CancellationToken cancellationToken)
    {
        bool live = true;
        while (live && !reader.IsFull)
        {
            // Asked before reading, so that what is written before the end is still read after it.
            live = keeper.IsLive(log);
            if (live)
            {
                await Task.Delay(FollowPeriod, time, cancellationToken);
            }

            long next = await reader.CopyAsync(log, position, cancellationToken);
            if (next != position)
            {
                await destination.FlushAsync(cancellationToken);
                position = next;
            }
        }
    }

    private string? FindLog(ResourceName pod, PodLogOptions options)
    {
        if (paths.Lives(pod) is not [string life, ..])
        {
            return null;
        }

        string[] containers = [.. Directory.GetDirectories(life).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];
        string? container = options.Container ?? (containers.Length == 1 ? containers[0] : null);
        if (container is null && containers.Length > 1)
        {
            throw new ResourceException(
                HttpStatusCode.BadRequest,
                "BadRequest",
                $"a container name must be specified for pod {pod.Name}, choose one of: [{string.Join(' ', containers)}]");
        }

        if (container is null || !containers.Contains(container, StringComparer.Ordinal))
        {
            return null;
        }

        IReadOnlyList<int> attempts = PodLogPaths.Attempts(Path.Combine(life, container));
        int index = options.Previous ? 1 : 0;
        if (attempts.Count <= index)
        {
            return options.Previous && attempts.Count > 0
                ? throw new ResourceException(HttpStatusCode.BadRequest, "BadRequest", $"previous terminated container \"{container}\" in pod \"{pod.Name}\" not found")
                : null;
        }

        return Path.Combine(life, container, $"{attempts[index]}.log");
    }
}
