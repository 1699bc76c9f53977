namespace Kuscia.Agent.Probes;

/// <summary>Asks one running container again and again and keeps what came of it. Thread-safe.</summary>
internal sealed class ProbeWatch(ContainerProbes probes, ProbeTarget target, Prober prober, TimeProvider time, Action wake, Action<string, string> unhealthy) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private volatile bool _started = probes.Startup is null;
    private volatile bool _ready = probes.Startup is null && probes.Readiness is null;
    private volatile Verdict? _failed;

    /// <summary>True once the startup probe has succeeded, or at once without one.</summary>
    public bool Started => _started;

    /// <summary>True while the readiness probe succeeds.</summary>
    public bool Ready => _ready;

    /// <summary>Why the container must be killed; null while it need not.</summary>
    public Verdict? Failed => _failed;

    /// <summary>Takes over what an earlier life of the node knew, so that a restart of the node is no outage of its services.</summary>
    public void Resume(bool started, bool ready)
    {
        _started |= started;
        _ready |= ready && _started;
    }

    /// <summary>Begins to ask; ends with <see cref="Dispose"/>.</summary>
    public void Start() => _ = Task.Run(RunAsync);

    public void Dispose() => _stop.Cancel();

    private async Task RunAsync()
    {
        try
        {
            if (probes.Startup is { } startup && !_started)
            {
                await RepeatAsync("Startup", startup, OnStartup, () => _started || _failed is not null);
                _ready = _started && probes.Readiness is null;
                wake();
            }

            await Task.WhenAll(
                probes.Liveness is { } liveness ? RepeatAsync("Liveness", liveness, OnLiveness, () => _failed is not null) : Task.CompletedTask,
                probes.Readiness is { } readiness ? RepeatAsync("Readiness", readiness, OnReadiness, () => _failed is not null) : Task.CompletedTask);
        }
        catch (OperationCanceledException)
        {
            // The run ended.
        }
    }

    private void OnStartup(ProbeSpec spec, bool ok, string message)
    {
        _started = ok;
        Fail("startup", spec, ok, message);
    }

    private void OnLiveness(ProbeSpec spec, bool ok, string message) => Fail("liveness", spec, ok, message);

    private void OnReadiness(ProbeSpec spec, bool ok, string message)
    {
        if (_ready != ok)
        {
            _ready = ok;
            wake();
        }
    }

    private void Fail(string probe, ProbeSpec spec, bool ok, string message)
    {
        if (!ok)
        {
            _ready = false;
            _failed = new Verdict($"the {probe} probe failed {spec.FailureThreshold} times in a row, the last time with: {message}", spec.TerminationGrace);
            wake();
        }
    }

    // A probe that cannot even be tried has failed; it must not end all further ones.
    private async Task<ProbeResult> AskAsync(ProbeSpec spec)
    {
        try
        {
            return await prober.AskAsync(spec.Handler, target, spec.Timeout, _stop.Token);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            return ProbeResult.Failure(e.Message);
        }
    }

    // Reports a change only after as many equal results in a row as the threshold of that side asks for.
    private async Task RepeatAsync(string name, ProbeSpec spec, Action<ProbeSpec, bool, string> report, Func<bool> done)
    {
        TimeSpan first = target.Run.StartedAt + spec.InitialDelay - time.GetUtcNow();

        // A clock that was set back since the start makes the delay no longer than it is.
        first = first < spec.InitialDelay ? first : spec.InitialDelay;
        await Task.Delay(first > TimeSpan.Zero ? first : TimeSpan.Zero, time, _stop.Token);
        int inRow = 0;
        bool last = false;
        while (!done())
        {
            ProbeResult result = await AskAsync(spec);
            inRow = inRow > 0 && last == result.Ok ? inRow + 1 : 1;
            last = result.Ok;
            if (!result.Ok && (inRow == 1 || inRow == spec.FailureThreshold))
            {
                unhealthy(name, result.Message);
            }

            if (inRow >= (result.Ok ? spec.SuccessThreshold : spec.FailureThreshold))
            {
                report(spec, result.Ok, result.Message);
            }

            await Task.Delay(done() ? TimeSpan.Zero : spec.Period, time, _stop.Token);
        }
    }

    /// <summary>A sentence for the user and the time to end, where the probe names one.</summary>
    internal sealed record Verdict(string Message, TimeSpan? Grace);
}
