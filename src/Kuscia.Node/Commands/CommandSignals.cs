using System.Runtime.InteropServices;

namespace Kuscia.Node.Commands;

/// <summary>
/// SIGTERM and SIGINT cancel the command, which then has some time to put things in order and tells its own exit code. The command library's own handling of signals races
/// with the end of the command: now and then the code is 143 although the command has told why it ended.
/// </summary>
internal sealed class CommandSignals : IDisposable
{
    private const int Terminated = 143;

    private readonly CancellationTokenSource _ending = new();
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;
    private readonly Timer _limit;
    private readonly TimeSpan _patience;

    /// <param name="patience">How long a command may take to end after the signal before the process ends without it.</param>
    public CommandSignals(TimeSpan patience)
    {
        _patience = patience;
        _limit = new Timer(static _ => Environment.Exit(Terminated), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _ending.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
        _limit.Dispose();
        _ending.Dispose();
    }

    private void End(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_ending.IsCancellationRequested)
        {
            _limit.Change(_patience, Timeout.InfiniteTimeSpan);
            _ = _ending.CancelAsync();
        }
    }
}
