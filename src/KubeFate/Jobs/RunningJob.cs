using KubeFate.Clusters;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Kube;

namespace KubeFate.Jobs;

/// <summary>A job that this service runs: its row, and the steps that all kinds of jobs share. Every change is stored before the next step.</summary>
/// <param name="job">The row.</param>
/// <param name="owner">The service that has the lease of the job.</param>
/// <param name="tools">What it works with.</param>
internal sealed class RunningJob(Job job, string owner, JobTools tools)
{
    /// <summary>The row as it was stored last.</summary>
    public Job Row { get; private set; } = job;

    public JobTools Tools => tools;

    /// <summary>What was asked for.</summary>
    public ClusterArgs Args => Row.Args ?? new ClusterArgs();

    /// <summary>Stores a change.</summary>
    /// <exception cref="OperationCanceledException">Another service has taken the job over.</exception>
    public async Task SetAsync(Job changed, CancellationToken cancellationToken)
    {
        Row = changed;
        if (!await tools.Jobs.SaveAsync(changed, owner, cancellationToken))
        {
            throw new OperationCanceledException($"another service has job {changed.Uuid} now");
        }
    }

    /// <summary>Adds an event, with a new status if one is given.</summary>
    public Task TellAsync(string text, CancellationToken cancellationToken, JobStatus? status = null) =>
        SetAsync(Row with { States = [.. Row.States, text], Status = status ?? Row.Status }, cancellationToken);

    /// <summary>Ends the job; the time of its end is always set.</summary>
    public Task EndAsync(JobStatus status, string? text, CancellationToken cancellationToken) => SetAsync(
        Row with
        {
            Status = status,
            States = text is null ? Row.States : [.. Row.States, text],
            Ended = tools.Clock.GetUtcNow(),
            Step = "",
            Reasons = status == JobStatus.Success ? [] : Row.Reasons,
        },
        cancellationToken);

    /// <summary>Ends a job that met something nobody expected; its cluster is told to have failed, so that it does not seem to be under way.</summary>
    public async Task BreakAsync(string text, CancellationToken cancellationToken)
    {
        await tools.Clusters.SetStatusAsync(Row.ClusterId, ClusterStatus.Failed, cancellationToken);
        await EndAsync(JobStatus.Failed, text, cancellationToken);
    }

    /// <summary>Whether a person asked for a stop; null when the job was deleted. A time limit that was changed in the database holds from now on.</summary>
    public async Task<bool?> IsStoppedAsync(CancellationToken cancellationToken)
    {
        if (await tools.Jobs.FindAsync(Row.Uuid, cancellationToken) is not { } stored)
        {
            return null;
        }

        Row = Row with { TimeLimit = stored.TimeLimit };
        return stored.Status == JobStatus.Stopping;
    }

    /// <summary>Whether the time of the job is over.</summary>
    public bool IsLate => Row.Started is { } start && tools.Clock.GetUtcNow() > start + Row.TimeLimit;

    /// <summary>Looks at the modules once and stores what they are in.</summary>
    /// <returns>Whether all of them, and at least one, serve. An API that does not answer is asked again at the next look.</returns>
    public async Task<bool> LookAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        try
        {
            IKubeCluster kube = tools.Access.Cluster;
            List<Module> modules = await ModuleReader.ReadAsync(kube, cluster.PlaceName, cluster.Name, cancellationToken);
            bool ready = modules.Count > 0 && modules.TrueForAll(module => module.IsReady);
            List<string> reasons = ready
                ? []
                : modules.Count == 0
                    ? [$"no Deployment or StatefulSet in namespace {cluster.PlaceName} has the label name={cluster.Name}"]
                    : await ModuleReader.ReasonsAsync(kube, cluster.PlaceName, cluster.Name, modules, cancellationToken);
            await SetAsync(Row with { SubJobs = Merge(modules), Reasons = reasons }, cancellationToken);
            return ready;
        }
        catch (Exception e) when (e is KubeException or HelmException)
        {
            await SetAsync(Row with { Reasons = [$"the Kubernetes API does not answer: {e.Message}"] }, cancellationToken);
            return false;
        }
    }

    private Dictionary<string, SubJob> Merge(List<Module> modules)
    {
        DateTimeOffset now = tools.Clock.GetUtcNow();
        return modules.ToDictionary(module => module.Name, module =>
        {
            DateTimeOffset? ended = Row.SubJobs is not null && Row.SubJobs.TryGetValue(module.Name, out SubJob? known) ? known.Ended : null;
            return new SubJob(module.Name, module.Status, Row.Started, ended ?? (module.IsReady ? now : null));
        });
    }
}
