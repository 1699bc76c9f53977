using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Garbage;

/// <summary>Deletes jobs that finished long ago; what they made goes with them.</summary>
public sealed partial class JobGarbageController(JobGarbageOptions options, IResourceClient client, InformerSet informers, TimeProvider time, ILogger<JobGarbageController> logger) : IController
{
    private const int Batch = 100;
    private static readonly TimeSpan PauseAfterBatch = TimeSpan.FromSeconds(5);

    private readonly IInformer<KusciaJob> _jobs = informers.For(Kinds.KusciaJob);

    /// <inheritdoc/>
    public string Name => "job-gc";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _jobs.Synced.WaitAsync(cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await CollectAsync(cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                Log.Failed(logger, e.Message);
            }

            await Task.Delay(options.Period, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Jobs of the cross-domain namespace that completed before the retention time.</summary>
    internal static IEnumerable<KusciaJob> Outdated(IEnumerable<KusciaJob> jobs, TimeSpan retention, DateTimeOffset now) =>
        jobs.Where(j => j.Metadata.Namespace == WellKnownNames.CrossDomainNamespace && j.Status?.CompletionTime is { } completed && completed < now - retention);

    private async Task CollectAsync(CancellationToken cancellationToken)
    {
        int deleted = 0;
        foreach (KusciaJob job in Outdated(_jobs.List(), options.Retention, time.GetUtcNow()))
        {
            await client.DeleteAsync(Kinds.KusciaJob, job.Identity, job.Metadata.Uid, cancellationToken);
            Log.Deleted(logger, job.Metadata.Name ?? "");
            if (++deleted % Batch == 0)
            {
                await Task.Delay(PauseAfterBatch, time, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2481, LogLevel.Information, "Job {Job} finished long ago and is deleted")]
        public static partial void Deleted(ILogger logger, string job);

        [LoggerMessage(2482, LogLevel.Warning, "Old jobs could not be deleted and are tried again: {Error}")]
        public static partial void Failed(ILogger logger, string error);
    }
}

/// <summary>How long finished jobs are kept.</summary>
public sealed record JobGarbageOptions
{
    /// <summary>Age of the completion after which a job is deleted; default 720 hours.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(720);

    /// <summary>Time between two looks; default 10 minutes.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromMinutes(10);
}
