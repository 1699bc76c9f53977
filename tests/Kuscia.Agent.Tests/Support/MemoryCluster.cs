using System.Runtime.CompilerServices;
using System.Text;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Agent.Tests.Support;

/// <summary>
/// Another cluster, in memory: it takes whole pods and runs them as the test says, tells of them by watch, keeps their lines, outlives agents, and can be out of reach.
/// </summary>
internal sealed class MemoryCluster
{
    private static readonly DateTimeOffset Epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, HostPod> _pods = new(StringComparer.Ordinal);
    private TaskCompletionSource _pulse = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _reachable = true;
    private long _clock;

    /// <summary>Lets a pod run.</summary>
    public Task RunAsync(string pod) => ChangeAsync(pod, p =>
    {
        p.Phase = PodPhase.Running;
        p.State = new ContainerState { Running = new ContainerStateRunning { StartedAt = Epoch.AddSeconds(++_clock) } };
    });

    /// <summary>Lets the container of a pod end.</summary>
    public Task EndAsync(string pod, int code) => ChangeAsync(pod, p => End(p, code));

    /// <summary>Lets the container of a pod write a line.</summary>
    public Task WriteAsync(string pod, string line) => ChangeAsync(pod, p => p.Log.Add(new LogLines(Encoding.UTF8.GetBytes(line + "\n"), Epoch.AddSeconds(++_clock))));

    /// <summary>Has no room for a pod.</summary>
    public Task RefuseAsync(string pod, string why) => ChangeAsync(
        pod, p => p.Conditions = [new Condition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = why, LastTransitionTime = Epoch }]);

    /// <summary>Breaks all connections until <see cref="Return"/>.</summary>
    public void Lose() => Pulse(() => _reachable = false);

    public void Return() => Pulse(() => _reachable = true);

    /// <summary>Takes a pod; one that it has stays as it is.</summary>
    public void Create(Pod pod)
    {
        Check();
        HostPod host = new(pod);
        Pulse(() => _pods.TryAdd(host.Key.Uid, host));
    }

    /// <summary>Asks a pod to end, as by SIGTERM.</summary>
    public void Delete(PodKey pod)
    {
        Check();
        Pulse(() =>
        {
            if (_pods.TryGetValue(pod.Uid, out HostPod? host) && !PodPhase.IsTerminal(host.Phase))
            {
                End(host, 143);
                host.Version++;
            }
        });
    }

    public void Remove(PodKey pod)
    {
        Check();
        Pulse(() => _pods.Remove(pod.Uid));
    }

    public PodReport? Find(PodKey pod)
    {
        Check();
        lock (_lock)
        {
            return _pods.GetValueOrDefault(pod.Uid)?.Report();
        }
    }

    public IReadOnlyList<PodKey> List()
    {
        Check();
        lock (_lock)
        {
            return [.. _pods.Values.Select(p => p.Key)];
        }
    }

    /// <summary>Every pod as it is, and again when it changed.</summary>
    public async IAsyncEnumerable<PodReport> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Dictionary<string, long> told = new(StringComparer.Ordinal);
        while (true)
        {
            Check();
            Task pulse;
            PodReport? news = null;
            lock (_lock)
            {
                pulse = _pulse.Task;
                if (_pods.Values.FirstOrDefault(p => told.GetValueOrDefault(p.Key.Uid, -1) != p.Version) is { } changed)
                {
                    told[changed.Key.Uid] = changed.Version;
                    news = changed.Report();
                }
            }

            if (news is null)
            {
                await pulse.WaitAsync(cancellationToken);
            }
            else
            {
                yield return news;
            }
        }
    }

    /// <summary>The lines of a pod until it has ended.</summary>
    public async IAsyncEnumerable<LogLines> ReadAsync(PodKey pod, DateTimeOffset? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DateTimeOffset? last = after;
        while (true)
        {
            Check();
            Task pulse;
            LogLines? line;
            bool ended;
            lock (_lock)
            {
                pulse = _pulse.Task;
                HostPod? host = _pods.GetValueOrDefault(pod.Uid);
                line = host?.Log.FirstOrDefault(l => last is null || l.Last > last);
                ended = host is null || PodPhase.IsTerminal(host.Phase);
            }

            if (line is not null)
            {
                last = line.Last;
                yield return line;
            }
            else if (ended)
            {
                yield break;
            }
            else
            {
                await pulse.WaitAsync(cancellationToken);
            }
        }
    }

    private void End(HostPod pod, int code)
    {
        pod.Phase = code == 0 ? PodPhase.Succeeded : PodPhase.Failed;
        pod.State = new ContainerState
        {
            Terminated = new ContainerStateTerminated { ExitCode = code, Reason = code == 0 ? "Completed" : "Error", FinishedAt = Epoch.AddSeconds(++_clock) },
        };
    }

    // Waits until the cluster has been given the pod.
    private async Task ChangeAsync(string name, Action<HostPod> change)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (!TryChange(name, change, out Task given))
        {
            await given.WaitAsync(limit.Token);
        }
    }

    private bool TryChange(string name, Action<HostPod> change, out Task next)
    {
        lock (_lock)
        {
            next = _pulse.Task;
            if (_pods.Values.FirstOrDefault(p => p.Key.Name == name) is not { } pod)
            {
                return false;
            }

            change(pod);
            pod.Version++;
        }

        Pulse(() => { });
        return true;
    }

    private void Check()
    {
        lock (_lock)
        {
            if (!_reachable)
            {
                throw new RuntimeUnavailableException("https://cluster.test:6443: connection refused");
            }
        }
    }

    private void Pulse(Action change)
    {
        TaskCompletionSource before;
        lock (_lock)
        {
            change();
            before = _pulse;
            _pulse = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        before.SetResult();
    }
}
