using System.Collections.Concurrent;
using KubeFate.Storage;
using Microsoft.Extensions.Logging;

namespace KubeFate.Jobs;

/// <summary>
/// Runs jobs that are not over and that no other service runs. The right to run one is a lease in the database: a service that ends in the
/// middle loses it after a while, and the next one goes on from the step that was stored.
/// </summary>
internal sealed partial class JobRunner(JobTools tools, ILogger logger) : IAsyncDisposable
{
    private readonly string _owner = Guid.NewGuid().ToString();
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private Task _loop = Task.CompletedTask;

    /// <summary>Jobs under way here.</summary>
    public int Count => _running.Count;

    public void Start() => _loop = LoopAsync(_ending.Token);

    /// <summary>Tells that a job was added, so that it need not wait for the next look.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _loop;
        await Task.WhenAll(_running.Values);
        _ending.Dispose();
        _wake.Dispose();
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                foreach (Job job in await tools.Jobs.ListIdleAsync(cancellationToken))
                {
                    if (!_running.ContainsKey(job.Uuid) && await tools.Jobs.LeaseAsync(job.Uuid, _owner, tools.Settings.JobLease, cancellationToken))
                    {
                        _running[job.Uuid] = Task.Run(() => RunAsync(job.Uuid, cancellationToken), CancellationToken.None);
                    }
                }

                await _wake.WaitAsync(TimeSpan.FromSeconds(1), cancellationToken);
            }
            catch (DatabaseException e)
            {
                Log.NoDatabase(logger, e.Message);
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), tools.Clock, cancellationToken));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task RunAsync(string uuid, CancellationToken cancellationToken)
    {
        using CancellationTokenSource work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task keeping = KeepLeaseAsync(uuid, work);
        try
        {
            // Read again: since the look another service may have gone a step further.
            if (await tools.Jobs.FindAsync(uuid, work.Token) is { IsOver: false } job)
            {
                Log.Begins(logger, job.Uuid, job.Method);
                await RunAsync(new RunningJob(job, _owner, tools), work.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The service ends, or another one has the job; the row says how far it is.
        }
        catch (DatabaseException e)
        {
            Log.NoDatabase(logger, e.Message);
        }
        finally
        {
            await work.CancelAsync();
            await keeping;
            await GiveBackAsync(uuid);
            _running.TryRemove(uuid, out _);
        }
    }

    private async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        try
        {
            await (job.Row.Method switch
            {
                Job.Install => InstallJob.RunAsync(job, cancellationToken),
                Job.Update => UpdateJob.RunAsync(job, cancellationToken),
                _ => DeleteJob.RunAsync(job, cancellationToken),
            });
            Log.Ends(logger, job.Row.Uuid, job.Row.Status);
        }
        catch (Exception e) when (e is not (OperationCanceledException or DatabaseException))
        {
            Log.Broken(logger, job.Row.Uuid, e);
            await job.BreakAsync(e.Message, cancellationToken);
        }
    }

    private async Task KeepLeaseAsync(string uuid, CancellationTokenSource work)
    {
        try
        {
            while (true)
            {
                await Task.Delay(tools.Settings.JobLease / 4, tools.Clock, work.Token);
                if (!await tools.Jobs.LeaseAsync(uuid, _owner, tools.Settings.JobLease, work.Token))
                {
                    await work.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The job is over.
        }
        catch (DatabaseException)
        {
            // Without the database the lease cannot be kept, and nothing the job does could be stored.
            await work.CancelAsync();
        }
    }

    private async Task GiveBackAsync(string uuid)
    {
        try
        {
            await tools.Jobs.ReleaseAsync(uuid, _owner, CancellationToken.None);
        }
        catch (DatabaseException e)
        {
            Log.NoDatabase(logger, e.Message);
        }
    }
}
