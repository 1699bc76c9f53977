using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Interconnection.Tests;

/// <summary>What became of a pod's container.</summary>
internal sealed record Run(int ExitCode, string Message = "");

/// <summary>A node that "runs" every pod bound to it: Running at once, then the end that the test chose; or it stays running.</summary>
internal sealed class FakeAgent(IResourceClient client, string node) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    /// <summary>How a pod ends; null leaves it running.</summary>
    public Func<Pod, Run?> Script { get; set; } = _ => new Run(0);

    public void Start() => _run = Task.Run(RunAsync);

    /// <summary>Ends a running pod.</summary>
    public Task EndAsync(ResourceName pod, Run run) => ReportAsync(pod, run);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        HashSet<string> seen = [];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await foreach (WatchEvent<Pod> change in client.WatchAsync(Kinds.Pod, null, ListOptions.All, _stop.Token))
                {
                    Pod pod = change.Resource;
                    if (change.Type != WatchEventType.Deleted && pod.Spec?.NodeName == node && seen.Add(pod.Metadata.Uid ?? ""))
                    {
                        await ReportAsync(pod.Identity, null);
                        if (Script(pod) is { } run)
                        {
                            await ReportAsync(pod.Identity, run);
                        }
                    }

                    if (change.Type != WatchEventType.Deleted && pod.Spec?.NodeName == node && pod.Metadata.DeletionTimestamp is not null)
                    {
                        // As a node does: kill, report the end, let go.
                        await ReportAsync(pod.Identity, new Run(137, "killed"));
                        await client.DeleteAsync(Kinds.Pod, pod.Identity, pod.Metadata.Uid, _stop.Token);
                    }
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    private Task<Pod?> ReportAsync(ResourceName name, Run? run) => client.UpdateAsync(
        Kinds.Pod,
        name,
        p => p with { Status = (p.Status ?? new PodStatus()) with { Phase = Phase(run), ContainerStatuses = [Container(p, run)] } },
        "status",
        CancellationToken.None);

    private static string Phase(Run? run) => run switch { null => "Running", { ExitCode: 0 } => "Succeeded", _ => "Failed" };

    private static ContainerStatus Container(Pod pod, Run? run) => new()
    {
        Name = pod.Spec!.Containers![0].Name,
        State = run is null
            ? new ContainerState { Running = new ContainerStateRunning() }
            : new ContainerState
            {
                Terminated = new ContainerStateTerminated { ExitCode = run.ExitCode, Reason = run.ExitCode == 0 ? "Completed" : "Error", Message = run.Message },
            },
    };
}
