using System.Diagnostics;
using System.Globalization;

namespace Kuscia.Storage.Tests.Checker;

/// <summary>One process on the store, with what it prints going to the history.</summary>
internal sealed class InstanceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly History _history;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private InstanceProcess(string name, Process process, History history)
    {
        Name = name;
        _process = process;
        _history = history;
        _reading = Task.Run(ReadAsync);
    }

    public string Name { get; }

    public static InstanceProcess Start(string store, string name, long from, TimeSpan pause, History history)
    {
        Process process = Process.Start(new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "exec", typeof(InstanceProcess).Assembly.Location, "register", store, name,
                from.ToString(CultureInfo.InvariantCulture), pause.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture),
            },
        })!; // not null: no shell execute
        return new InstanceProcess(name, process, history);
    }

    /// <summary>It has the store open.</summary>
    public Task ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    /// <summary>Lets its clients finish.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync("end".AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        await _ended.Task.WaitAsync(cancellationToken);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _reading;
    }

    /// <summary>Stops or continues it: <c>STOP</c> and <c>CONT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _reading;
        _process.Dispose();
    }

    // The last line of a process that was killed may be cut off: it has no end.
    private async Task ReadAsync()
    {
        char[] buffer = new char[65536];
        string rest = "";
        for (int read; (read = await _process.StandardOutput.ReadAsync(buffer)) > 0;)
        {
            string[] lines = (rest + new string(buffer, 0, read)).Split('\n');
            rest = lines[^1];
            foreach (string line in lines.SkipLast(1))
            {
                Take(line);
            }
        }

        _history.Died(Name);
        InvalidOperationException over = new($"the process {Name} ended");
        _ready.TrySetException(over);
        _ended.TrySetException(over);
        _ = (_ready.Task.Exception, _ended.Task.Exception); // Nobody may wait for them any more.
    }

    private void Take(string line)
    {
        switch (line)
        {
            case "ready":
                _ready.TrySetResult();
                break;
            case "ended":
                _ended.TrySetResult();
                break;
            default:
                _history.Take(Name, line);
                break;
        }
    }
}
