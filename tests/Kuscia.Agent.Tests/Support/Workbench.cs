using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Tests.Support;

/// <summary>Pods that do what the test says, under one runtime or another.</summary>
internal abstract class Workbench
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private IPodRuntime? _runtime;

    /// <summary>The runtime of the agent's present life.</summary>
    public IPodRuntime Runtime => _runtime ?? throw new InvalidOperationException("the agent is not started");

    public static Workbench Of(string runtime) => runtime switch
    {
        "runp" => new ProcessWorkbench(),
        "runc" => new EngineWorkbench(),
        _ => new ClusterWorkbench(),
    };

    /// <summary>An agent with that runtime, which leaves its tasks running when it stops.</summary>
    public virtual Task<AgentWorld> StartAsync() => AgentWorld.StartAsync(o => o with { KeepTasksOnStop = true }, parts => _runtime = Create(parts));

    /// <summary>A pod that runs from <see cref="RunAsync"/> to <see cref="EndAsync"/>.</summary>
    public abstract Pod Pod(string name);

    public abstract Task RunAsync(string pod);

    /// <summary>Lets the pod write a line.</summary>
    public abstract Task WriteAsync(string pod, string line);

    public abstract Task EndAsync(string pod, int code);

    /// <summary>Waits until the runtime knows no pod any more.</summary>
    public async Task WaitUntilNothingIsLeftAsync()
    {
        using CancellationTokenSource limit = new(Deadline);
        while ((await Runtime.ListAsync(limit.Token)).Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    internal abstract IPodRuntime Create(RuntimeParts parts);
}
