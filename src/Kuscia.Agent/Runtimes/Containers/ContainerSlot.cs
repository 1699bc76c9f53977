using Kuscia.Agent.Probes;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>What a worker knows about one container of its pod. Used by that worker only.</summary>
internal sealed class ContainerSlot(Container spec, bool isInit)
{
    public Container Spec { get; } = spec;

    public bool IsInit { get; } = isInit;

    /// <summary>The newest run, living or ended; null before the first.</summary>
    public ContainerRun? Run { get; private set; }

    /// <summary>How the newest run ended; null while it lives or before the first.</summary>
    public ContainerExit? Exit { get; private set; }

    /// <summary>The run before the newest, with its end.</summary>
    public (ContainerRun? Run, ContainerExit Exit)? Previous { get; private set; }

    /// <summary>Runs so far, attempts to start included.</summary>
    public int Attempts { get; private set; }

    /// <summary>Why the container waits; null when it runs or has ended for good.</summary>
    public ContainerStateWaiting? Waiting { get; set; }

    /// <summary>No start for so long, measured from <see cref="RestSince"/>.</summary>
    public TimeSpan Rest { get; private set; }

    /// <summary>Timestamp at which the rest began.</summary>
    public long RestSince { get; private set; }

    /// <summary>Begins a rest before the next start.</summary>
    public void RestFor(TimeSpan rest, TimeProvider time)
    {
        Rest = rest;
        RestSince = time.GetTimestamp();
    }

    /// <summary>Image problems in a row.</summary>
    public int ImageFailures { get; set; }

    /// <summary>The last log lines of the newest run, read once.</summary>
    public string? Tail { get; private set; }

    /// <summary>The last log lines of the run before.</summary>
    public string? PreviousTail { get; private set; }

    /// <summary>The probes of the newest run while it lives; null without probes.</summary>
    public ProbeWatch? Probes { get; set; }

    /// <summary>The end that a failed probe called for.</summary>
    public Task? Kill { get; set; }

    public bool IsRunning => Run is not null && Exit is null;

    public bool IsStarted => IsRunning && Probes is not { Started: false };

    public bool IsReady => IsRunning && Probes is not { Ready: false };

    /// <summary>A run began.</summary>
    public void Started(ContainerRun run)
    {
        Push();
        Run = run;
        Attempts = run.Attempt + 1;
        Waiting = null;
        ImageFailures = 0;
    }

    /// <summary>The newest run ended.</summary>
    public void Ended(ContainerExit exit, string? tail)
    {
        Tail = tail;
        Exit = Probes?.Failed is { } failed ? exit with { Message = failed.Message } : exit;
        Probes?.Dispose();
        Probes = null;
        Kill = null;
    }

    /// <summary>An attempt to start failed for good.</summary>
    public void FailedToStart(ContainerExit exit)
    {
        Push();
        Run = null;
        Exit = exit;
        Attempts++;
        Waiting = null;
    }

    private void Push()
    {
        if (Exit is { } exit)
        {
            Previous = (Run, exit);
            PreviousTail = Tail;
        }

        Exit = null;
        Tail = null;
    }
}
