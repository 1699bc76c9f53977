using System.Collections.Concurrent;
using System.Globalization;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Resources;
using Kuscia.Testing.Nodes;

namespace Kuscia.Soak.Bench;

/// <summary>A job that succeeded on both sides: when after the start of its phase it was submitted, and how long it took.</summary>
internal sealed record HonestJob(string Name, TimeSpan Begun, double Milliseconds);

/// <summary>Jobs of alice and bob, some at a time, one after the other, and how long each took until both sides said Succeeded.</summary>
internal sealed class HonestJobs(TwoNodes nodes, string engine, string prefix)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<HonestJob> _jobs = new();
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentQueue<string> _names = new();
    private int _count;

    /// <summary>Milliseconds of every job that succeeded.</summary>
    public IReadOnlyCollection<double> Times => [.. _jobs.Select(j => j.Milliseconds)];

    /// <summary>The jobs that took longest, in the order in which they began.</summary>
    public IEnumerable<HonestJob> Slowest(int count) => _jobs.OrderByDescending(j => j.Milliseconds).Take(count).OrderBy(j => j.Begun);

    /// <summary>One line per job that did not end as it should.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Names of all jobs submitted.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>Keeps that many jobs under way until it is told to stop; returns when the last has ended.</summary>
    public Task RunAsync(int atOnce, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => RunOneAfterTheOtherAsync(stop)));

    public static double Percentile(IReadOnlyCollection<double> times, double part)
    {
        double[] sorted = [.. times.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(sorted.Length * part) - 1)];
    }

    private async Task RunOneAfterTheOtherAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            string name = $"{prefix}-{Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture)}";
            _names.Enqueue(name);
            long begin = TimeProvider.System.GetTimestamp();
            await UntilItWorksAsync(async () => await nodes.Alice.Client.CreateAsync(Kinds.KusciaJob, TwoNodes.JobOf(name, engine, "alice", "bob"), CancellationToken.None), begin);
            string fault = $"{await EndAsync(nodes.Alice, name, begin)}{await EndAsync(nodes.Bob, name, begin)}";
            if (fault.Length == 0)
            {
                _jobs.Enqueue(new HonestJob(name, TimeProvider.System.GetElapsedTime(_start, begin), TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds));
                await UntilItWorksAsync(async () => await nodes.Alice.Client.DeleteAsync(Kinds.KusciaJob, TwoNodes.Job(name), null, CancellationToken.None), begin);
            }
            else
            {
                _failures.Enqueue($"{name}: {fault}");
            }
        }
    }

    /// <summary>Empty when the job has succeeded on the node.</summary>
    private static async Task<string> EndAsync(NodeProcess node, string name, long begin)
    {
        KusciaJob? last = null;
        while (TimeProvider.System.GetElapsedTime(begin) < Limit)
        {
            try
            {
                last = await node.Client.GetAsync(Kinds.KusciaJob, TwoNodes.Job(name), CancellationToken.None) ?? last;
            }
            catch (Exception e) when (IsOutage(e))
            {
                // The node is killed just now.
            }

            switch (last?.Status?.Phase)
            {
                case "Succeeded":
                    return "";
                case "Failed" or "Cancelled" or "ApprovalReject":
                    return $"{node.Domain} {last.Status.Phase} {last.Status.Reason} {last.Status.Message}; ";
            }

            await Task.Delay(Pause, TimeProvider.System);
        }

        return $"{node.Domain} stuck in {last?.Status?.Phase ?? "nothing"} {last?.Status?.Message}; ";
    }

    private static async Task UntilItWorksAsync(Func<Task> write, long begin)
    {
        while (TimeProvider.System.GetElapsedTime(begin) < Limit)
        {
            try
            {
                await write();
                return;
            }
            catch (ResourceException e) when (e.IsAlreadyExists)
            {
                return;
            }
            catch (Exception e) when (IsOutage(e))
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    // A node that is killed or starting refuses, cuts off or is not yet able.
    private static bool IsOutage(Exception exception) => exception is HttpRequestException or IOException or ResourceException or ObjectDisposedException;
}
