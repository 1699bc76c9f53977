using System.Diagnostics;

namespace Kuscia.Hosting.Modules;

/// <summary>
/// Starts the modules of a node as its composition asks for them, watches over them, and stops them in the reverse order. What a module needs is a value that the
/// composition awaited, so the order is in one place and the compiler sees to it. Thread-safe.
/// </summary>
/// <param name="observer">Told what became of each module.</param>
/// <param name="readyLimit">Longest time for one module to become ready; one that waits for somebody outside has no limit.</param>
/// <param name="time">Clock.</param>
public sealed class ModuleHost(IModuleObserver observer, TimeSpan readyLimit, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly List<Held> _held = [];
    private readonly CancellationTokenSource _abort = new();
    private ModuleStartException? _fault;

    /// <summary>
    /// Runs a composition. When a module does not become ready, all starts under way are cancelled, and the exception names that module, whichever await of the
    /// composition ended first.
    /// </summary>
    public async Task RunAsync(Func<ModuleHost, Task> compose, CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration outer = cancellationToken.UnsafeRegister(static abort => ((CancellationTokenSource)abort!).Cancel(), _abort); // the source given beside it
        try
        {
            await compose(this);
        }
        catch (OperationCanceledException) when (_fault is not null && !cancellationToken.IsCancellationRequested)
        {
            throw _fault;
        }
    }

    /// <summary>Starts a module and gives it back when it is ready; throws <see cref="ModuleStartException"/> with its name otherwise.</summary>
    public async Task<T> StartAsync<T>(T module)
        where T : IModule
    {
        _abort.Token.ThrowIfCancellationRequested();
        long begin = Stopwatch.GetTimestamp();
        Hold(new Held(module, module));
        TimeSpan limit = readyLimit;
        if (module is IWaitingModule waiting)
        {
            waiting.Waits += reason => observer.Waits(module, reason);
            limit = Timeout.InfiniteTimeSpan;
        }

        try
        {
            await Task.Run(() => module.StartAsync(_abort.Token), _abort.Token).WaitAsync(limit, time, _abort.Token);
        }
        catch (Exception e) when (!_abort.IsCancellationRequested)
        {
            string why = e is TimeoutException ? $"not ready within {readyLimit.TotalSeconds:0} s" : e.Message;
            _fault = new ModuleStartException($"module {module.Name} did not start: {why}", e);
            await _abort.CancelAsync();
            throw _fault;
        }

        observer.Ready(module, Stopwatch.GetElapsedTime(begin));
        return module;
    }

    /// <summary>Disposes of something that modules share when its turn comes: after what was started later, before what was started earlier.</summary>
    public T Own<T>(T shared)
        where T : IAsyncDisposable
    {
        Hold(new Held(null, shared));
        return shared;
    }

    /// <summary>Ends when a module ends by itself, with its failure.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        IModule[] modules;
        lock (_gate)
        {
            modules = [.. _held.Select(h => h.Module).OfType<IModule>()];
        }

        Task ended = await Task.WhenAny(modules.Select(m => m.Completion)).WaitAsync(cancellationToken);
        IModule module = modules.First(m => m.Completion == ended);
        Exception cause = ended.Exception?.InnerException ?? new ModuleStartException("it stopped by itself");
        observer.Failed(module, cause);
        throw new ModuleStartException($"module {module.Name} failed: {cause.Message}", cause);
    }

    /// <summary>Stops everything in reverse order; each has ten seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        await _abort.CancelAsync();
        Held[] held;
        lock (_gate)
        {
            held = [.. Enumerable.Reverse(_held)];
            _held.Clear();
        }

        foreach (Held one in held)
        {
            try
            {
                await one.Resource.DisposeAsync().AsTask().WaitAsync(StopLimit, time);
            }
            catch (Exception e) when (one.Module is { } module)
            {
                observer.Failed(module, e);
            }
        }

        _abort.Dispose();
    }

    private void Hold(Held held)
    {
        lock (_gate)
        {
            _held.Add(held);
        }
    }

    private sealed record Held(IModule? Module, IAsyncDisposable Resource);
}
