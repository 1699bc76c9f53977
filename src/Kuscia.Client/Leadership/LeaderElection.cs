using Kuscia.Client.Resources;
using Kuscia.Hosting.Modules;
using Microsoft.Extensions.Logging;

namespace Kuscia.Client.Leadership;

/// <summary>
/// The module <c>leader</c>: keeps a Lease so that one instance at a time does what must be done once. An instance that cannot renew stops before another may begin:
/// both count by their monotonic clocks, the leader from before its last renewal, the others from when they saw it. Thread-safe.
/// </summary>
public sealed partial class LeaderElection : IModule
{
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(2);

    private readonly LeaderElectionOptions _options;
    private readonly LeaseHold _lease;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<LeaderTerm> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _run = Task.CompletedTask;
    private volatile string? _leader;
    private bool _failing;

    /// <summary>Takes part once it is started.</summary>
    /// <param name="options">Options.</param>
    /// <param name="client">The API that all instances share.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where changes are told.</param>
    public LeaderElection(LeaderElectionOptions options, IResourceClient client, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _lease = new LeaseHold(options, client, time);
        _time = time;
        _logger = loggers.CreateLogger<LeaderElection>();
    }

    /// <inheritdoc/>
    public string Name => "leader";

    /// <inheritdoc/>
    public string? Address => null;

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <summary>Who leads, as last seen; null when nobody does or nobody has looked.</summary>
    public string? Leader => _leader;

    /// <summary>The term in which this instance leads; null while it does not.</summary>
    public LeaderTerm? Term
    {
        get
        {
            lock (_gate)
            {
                return _next.Task is { IsCompletedSuccessfully: true, Result: { IsHeld: true } term } ? term : null;
            }
        }
    }

    /// <summary>Who leads, for people.</summary>
    public string Describe() => Term is not null ? $"this instance ({_options.Identity}) leads" : _leader is { } other ? $"{other} leads, this instance ({_options.Identity}) stands by" : "nobody leads";

    /// <summary>Returns after the first look at the Lease, which takes one that is free.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        LeadershipMetrics.Exists();
        _run = Task.Run(RunAsync, cancellationToken);
        await _looked.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Runs work in every term of this instance until cancelled. The token of the work ends with the term, and a new term of any instance waits for its end.</summary>
    public async Task WhileLeadingAsync(Func<LeaderTerm, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            LeaderTerm term = await NextAsync().WaitAsync(cancellationToken);
            if (!term.TryEnter())
            {
                // It has just ended; the next one is not known yet.
                await Task.Yield();
            }
            else
            {
                try
                {
                    using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(term.Ended, cancellationToken);
                    await work(term, both.Token);
                }
                finally
                {
                    term.Leave();
                }
            }

            await term.Ending.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends the own term and gives the Lease to whoever wants it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private Task<LeaderTerm> NextAsync()
    {
        lock (_gate)
        {
            return _next.Task;
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await LeadAsync(await AcquireAsync());
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The node stops.
        }
        catch (Exception e)
        {
            _looked.TrySetException(e);
            _completion.TrySetException(e);
        }
    }

    private async Task<LeaderTerm> AcquireAsync()
    {
        while (true)
        {
            LeaderTerm? term = null;
            if (await TryAsync(async () => term = await _lease.TryTakeAsync(_stop.Token)))
            {
                Saw(_lease.Holder);
                if (term is not null)
                {
                    return term;
                }

                _looked.TrySetResult();
            }

            await Task.Delay(_options.RetryPeriod * (1 + (Random.Shared.NextDouble() / 5)), _time, _stop.Token);
        }
    }

    private async Task LeadAsync(LeaderTerm term)
    {
        LeadershipMetrics.Began();
        Log.Leads(_logger, _options.Identity, term.Transitions, _options.Lease.ToString());
        lock (_gate)
        {
            _next.TrySetResult(term);
        }

        _looked.TrySetResult();
        string why = "";
        try
        {
            why = await RenewAsync(term);
        }
        finally
        {
            bool held = term.IsHeld;
            lock (_gate)
            {
                _next = new TaskCompletionSource<LeaderTerm>(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            term.Dispose();
            LeadershipMetrics.Ended();
            await QuietAsync(term, why, held && why.Length == 0);
        }
    }

    // Why the term ended; empty when the node stops.
    private async Task<string> RenewAsync(LeaderTerm term)
    {
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(term.Ended, _stop.Token);
        try
        {
            while (true)
            {
                await Task.Delay(_options.IsAlone ? Timeout.InfiniteTimeSpan : _options.RetryPeriod, _time, both.Token);
                bool held = true;
                if (await TryAsync(async () => held = await _lease.TryRenewAsync(term, both.Token)) && !held)
                {
                    Saw(_lease.Holder);
                    return $"{_lease.Holder ?? "somebody else"} took the lease";
                }
            }
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            return _stop.IsCancellationRequested ? "" : $"the lease could not be renewed for {_options.RenewDeadline.TotalSeconds:0} s";
        }
    }

    // What was done as the leader ends before anybody here, or elsewhere by a release, may begin it again.
    private async Task QuietAsync(LeaderTerm term, string why, bool release)
    {
        if (why.Length > 0)
        {
            Log.Lost(_logger, _options.Identity, why);
        }

        TimeSpan rest = _options.LeaseDuration - _options.RenewDeadline;
        if (await Task.WhenAny(term.IdleAsync(), Task.Delay(rest, _time)) != term.IdleAsync())
        {
            Log.Lingers(_logger, rest.TotalSeconds);
            await term.IdleAsync();
        }

        if (release && await TryAsync(() => _lease.ReleaseAsync(term).WaitAsync(ReleaseLimit, _time)))
        {
            Log.Released(_logger, _options.Identity);
        }
    }

    private void Saw(string? holder)
    {
        if (holder == _leader)
        {
            return;
        }

        bool first = _leader is null;
        _leader = holder;
        if (!first)
        {
            LeadershipMetrics.Changed();
        }

        if (holder is not null && holder != _options.Identity)
        {
            Log.Follows(_logger, holder, _options.Identity);
        }
    }

    // True when the call came through; what fails is tried again, and told once.
    private async Task<bool> TryAsync(Func<Task> call)
    {
        try
        {
            await call();
            if (_failing)
            {
                _failing = false;
                Log.Mended(_logger, _options.Lease.ToString());
            }

            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (!_failing)
            {
                _failing = true;
                Log.Failing(_logger, _options.Lease.ToString(), e.Message, _options.RetryPeriod.TotalSeconds);
            }

            return false;
        }
    }
}
