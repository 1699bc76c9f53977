using System.Globalization;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests.Checker;

/// <summary>
/// Several processes on one store, of which one after the other is killed and stopped while connections are cut and the database is killed; then everything that they saw is
/// checked: registers for linearizability, watches for gaps, lists for the state that the events make.
/// </summary>
internal sealed class CheckerRun(CheckerStore store, CheckerOptions options, Action<string> say) : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly History _history = new();
    private readonly List<InstanceProcess> _instances = [];
    private readonly List<string> _faults = [];
    private long _from;
    private int _started;
    private int _rounds;

    /// <summary>Runs; the faults found, one sentence each.</summary>
    public async Task<(IReadOnlyList<string> Faults, HistoryCounts Counts, int Rounds)> RunAsync(CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        await using (RevisionLog log = await LogFolder.OpenAsync(LogFolder.OptionsOf(store.Place)))
        {
            _from = log.CurrentRevision;
        }

        for (int i = 0; i < options.Instances; i++)
        {
            _instances.Add(await StartAsync(_from, cancellationToken));
        }

        do
        {
            await RoundAsync(cancellationToken);
            _history.CheckSettled();
            _rounds++;
            say($"round {_rounds} after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s: {_history.Counts}");
        }
        while (TimeProvider.System.GetElapsedTime(began) < options.Length);
        await EndAsync(cancellationToken);
        return (_faults, _history.Counts, _rounds);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (InstanceProcess instance in _instances)
        {
            await instance.DisposeAsync();
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        int victim = _rounds % _instances.Count;
        await WritesAsync(cancellationToken);
        await KillAsync(victim, cancellationToken);
        await WritesAsync(cancellationToken);
        await StopAsync((victim + 1) % _instances.Count, cancellationToken);
        await WritesAsync(cancellationToken);
        if (store.HasServer)
        {
            await store.CutAsync();
            await WritesAsync(cancellationToken);
            await store.RestartAsync();
            await WritesAsync(cancellationToken);
        }
    }

    // While it is dead the others go on.
    private async Task KillAsync(int victim, CancellationToken cancellationToken)
    {
        InstanceProcess killed = _instances[victim];
        await killed.KillAsync();
        await WritesAsync(cancellationToken);
        await killed.DisposeAsync();
        _instances[victim] = await StartAsync(_history.WatchedBy(killed.Name, _from), cancellationToken);
    }

    private async Task StopAsync(int victim, CancellationToken cancellationToken)
    {
        await _instances[victim].SignalAsync("STOP");
        await Task.Delay(options.Stop, TimeProvider.System, cancellationToken);
        await _instances[victim].SignalAsync("CONT");
    }

    private async Task<InstanceProcess> StartAsync(long from, CancellationToken cancellationToken)
    {
        InstanceProcess instance = InstanceProcess.Start(store.Place, string.Create(CultureInfo.InvariantCulture, $"p{++_started}"), from, options.Pause, _history);
        await instance.ReadyAsync(cancellationToken).WaitAsync(options.Patience, TimeProvider.System, cancellationToken);
        return instance;
    }

    private Task WritesAsync(CancellationToken cancellationToken)
    {
        long wanted = _history.Counts.Acknowledged + options.Writes;
        return UntilAsync(() => _history.Counts.Acknowledged >= wanted, $"{options.Writes} more writes acknowledged", cancellationToken);
    }

    // All clients end; then each watcher must come to the last write of all.
    private async Task EndAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_instances.Select(i => i.EndAsync(cancellationToken))).WaitAsync(options.Patience, TimeProvider.System, cancellationToken);
        await using RevisionLog log = await LogFolder.OpenAsync(LogFolder.OptionsOf(store.Place));
        AppendResult last = await log.CreateAsync($"{RegisterInstance.Prefix}end", LogFolder.Bytes("end"), 0, cancellationToken);
        foreach (InstanceProcess instance in _instances)
        {
            await UntilAsync(() => _history.WatchedBy(instance.Name, 0) >= last.Revision, $"the watcher of {instance.Name} at revision {last.Revision}", cancellationToken);
        }

        LogPage page = await log.ListAsync(new LogQuery(RegisterInstance.Prefix), cancellationToken);
        ListSeen state = new("the checker", page.Revision, RegisterInstance.Prefix, page.Entries.ToDictionary(e => e.Key, e => LogFolder.Text(e.Value)));
        _faults.AddRange(_history.Finish(state));
    }

    private async Task UntilAsync(Func<bool> holds, string what, CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > options.Patience)
            {
                throw new TimeoutException($"not within {options.Patience}: {what}; {_history.Counts}");
            }

            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }
}
