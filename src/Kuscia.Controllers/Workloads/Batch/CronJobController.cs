using System.Globalization;
using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads.Batch;

/// <summary>Makes Jobs at the times of CronJobs.</summary>
public sealed class CronJobController : IController
{
    private const string DueAnnotation = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<CronJob> _crons;
    private readonly InformerIndex<Job> _jobsOfOwner;
    private readonly ReconcileLoop<ResourceName> _loop;
    private readonly TimeProvider _time;
    private readonly WorkloadEvents _events;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public CronJobController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _events = new WorkloadEvents(client, Name, time);
        _crons = informers.For(Kinds.CronJob);
        IInformer<Job> jobs = informers.For(Kinds.Job);
        _jobsOfOwner = jobs.ByController();
        _loop = new ReconcileLoop<ResourceName>(Name, ReconcileAsync, time, loggers.CreateLogger<CronJobController>());
        _loop.On(_crons, cron => cron.Identity).On(jobs, JobChanged);
    }

    /// <inheritdoc/>
    public string Name => "cronjob-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private void JobChanged(Job? old, Job? current)
    {
        if ((current ?? old)?.Metadata.ControllerOf(Kinds.CronJob) is { } owner)
        {
            _loop.Add(owner);
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(ResourceName name, CancellationToken cancellationToken)
    {
        if (_crons.Get(name) is not { } cron)
        {
            return null;
        }

        CronJobOutcome outcome = CronJobReconciler.Reconcile(cron, [.. _jobsOfOwner.Of(cron.Metadata.Uid)], _time.LocalTimeZone, _time.GetUtcNow());
        if (outcome.Warning is { } warning)
        {
            await _events.WarningAsync(Kinds.CronJob, cron, warning.Reason, warning.Message, cancellationToken);
        }

        foreach (Job old in outcome.Delete)
        {
            await _client.DeleteAsync(Kinds.Job, old.Identity, old.Metadata.Uid, cancellationToken);
            await _events.NormalAsync(Kinds.CronJob, cron, "SuccessfulDelete", $"Deleted job {old.Metadata.Name}", cancellationToken);
        }

        if (outcome.Due is { } due)
        {
            await CreateAsync(cron, due, cancellationToken);
        }

        await _client.WriteAsync(Kinds.CronJob, cron, cron with { Status = outcome.Status }, "status", cancellationToken);
        return outcome.RetryAfter;
    }

    private async Task CreateAsync(CronJob cron, DateTimeOffset due, CancellationToken cancellationToken)
    {
        JobTemplateSpec template = cron.Spec?.JobTemplate ?? new JobTemplateSpec();
        Job job = new()
        {
            ApiVersion = Kinds.Job.ApiVersion,
            Kind = Kinds.Job.Kind,
            Metadata = new ObjectMeta
            {
                Name = CronJobReconciler.NameOf(cron, due),
                Namespace = cron.Metadata.Namespace,
                Labels = template.Metadata?.Labels,
                Annotations = PodTemplates.Labelled(template.Metadata?.Annotations, DueAnnotation, due.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture).Replace("+00:00", "Z", StringComparison.Ordinal)),
                OwnerReferences = [Owners.ReferenceTo(Kinds.CronJob, cron)],
            },
            Spec = template.Spec,
        };
        try
        {
            await _client.CreateAsync(Kinds.Job, job, cancellationToken);
            await _events.NormalAsync(Kinds.CronJob, cron, "SuccessfulCreate", $"Created job {job.Metadata.Name}", cancellationToken);
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            // Made in a round whose status was not written.
        }
        catch (ResourceException e) when (e.IsRefusal)
        {
            await _events.WarningAsync(Kinds.CronJob, cron, "FailedCreate", $"Error creating job: {e.Message}", cancellationToken);
        }
    }
}
