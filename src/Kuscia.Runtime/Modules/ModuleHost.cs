using System.Diagnostics;

namespace Kuscia.Runtime.Modules;

/// <summary>Told of what the host does, so that a program can show it.</summary>
public interface IModuleObserver
{
    /// <summary>A module answers requests.</summary>
    void Ready(IModule module, TimeSpan duration);

    /// <summary>A module failed while running.</summary>
    void Failed(IModule module, Exception exception);
}

/// <summary>Starts modules in the order of their dependencies, those without open dependencies side by side, and stops them in reverse.</summary>
public sealed class ModuleHost(IReadOnlyList<IModule> modules, IModuleObserver observer, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly List<IModule> _started = [];

    /// <summary>Starts all modules; throws <see cref="ModuleStartException"/> naming the first that did not become ready.</summary>
    /// <param name="readyLimit">Longest time for one module.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public async Task StartAsync(TimeSpan readyLimit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Dictionary<string, Task> ready = [];
        foreach (IModule module in InOrder())
        {
            Task[] first = [.. module.DependsOn.Where(ready.ContainsKey).Select(d => ready[d])];
            ready[module.Name] = StartOneAsync(module, first, readyLimit, abort);
        }

        try
        {
            await Task.WhenAll(ready.Values);
        }
        catch (Exception) when (ready.Values.FirstOrDefault(t => t.IsFaulted) is { } failed)
        {
            // The dependants were cancelled; the cause is the fault.
            await failed;
        }
    }

    /// <summary>Completes when a module ends by itself; faulted with its failure.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        Task ended = await Task.WhenAny(modules.Select(m => m.Completion)).WaitAsync(cancellationToken);
        IModule module = modules.First(m => m.Completion == ended);
        Exception cause = ended.Exception?.InnerException ?? new ModuleStartException("it stopped by itself");
        observer.Failed(module, cause);
        throw new ModuleStartException($"module {module.Name} failed: {cause.Message}", cause);
    }

    /// <summary>Stops the started modules in reverse order; each has ten seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        IModule[] started;
        lock (_gate)
        {
            started = [.. Enumerable.Reverse(_started)];
            _started.Clear();
        }

        foreach (IModule module in started)
        {
            try
            {
                await module.DisposeAsync().AsTask().WaitAsync(StopLimit, time);
            }
            catch (Exception e)
            {
                observer.Failed(module, e);
            }
        }
    }

    private async Task StartOneAsync(IModule module, Task[] dependencies, TimeSpan readyLimit, CancellationTokenSource abort)
    {
        await Task.Yield();
        await Task.WhenAll(dependencies);
        abort.Token.ThrowIfCancellationRequested();
        long begin = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            _started.Add(module);
        }

        try
        {
            await module.StartAsync(abort.Token).WaitAsync(readyLimit, time, abort.Token);
            observer.Ready(module, Stopwatch.GetElapsedTime(begin));
        }
        catch (Exception e) when (!abort.IsCancellationRequested)
        {
            await abort.CancelAsync();
            string why = e is TimeoutException ? $"not ready within {readyLimit.TotalSeconds:0} s" : e.Message;
            throw new ModuleStartException($"module {module.Name} did not start: {why}", e);
        }
    }

    private List<IModule> InOrder()
    {
        List<IModule> order = [];
        List<IModule> open = [.. modules];
        while (open.Count > 0)
        {
            int next = open.FindIndex(m => !m.DependsOn.Any(d => open.Any(o => o.Name == d)));
            if (next < 0)
            {
                throw new ModuleStartException($"modules depend on each other in a circle: {string.Join(", ", open.Select(m => m.Name))}");
            }

            order.Add(open[next]);
            open.RemoveAt(next);
        }

        return order;
    }
}
