using Kuscia.Hosting.Modules;

namespace Kuscia.Client.Leadership;

/// <summary>A module that works on the leader alone: made and started anew in every term of this instance, and stopped at its end.</summary>
/// <param name="name">Name of the module.</param>
/// <param name="leadership">Who leads.</param>
/// <param name="make">Makes the module of a term.</param>
public sealed class LeaderModule(string name, LeaderElection leadership, Func<LeaderTerm, IModule> make) : IModule
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _run = Task.CompletedTask;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string? Address => null;

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <summary>On the leader returns when the module is started, on others at once.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _run = Task.Run(RunAsync, cancellationToken);
        if (leadership.Term is { } term)
        {
            await Task.WhenAny(_began.Task, term.Ending, _completion.Task).WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await leadership.WhileLeadingAsync(LeadAsync, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The node stops.
        }
        catch (Exception e)
        {
            _completion.TrySetException(e);
        }
    }

    private async Task LeadAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        await using IModule module = make(term);
        Task ended = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        try
        {
            await module.StartAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        _began.TrySetResult();
        if (await Task.WhenAny(ended, module.Completion) == module.Completion)
        {
            await module.Completion;
        }
    }
}
