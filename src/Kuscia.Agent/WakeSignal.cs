using System.Threading.Channels;

namespace Kuscia.Agent;

/// <summary>Wakes one loop that waits for time or for news; news that come while it works are not missed. Thread-safe.</summary>
internal sealed class WakeSignal(TimeProvider time)
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>There are news.</summary>
    public void Set() => _wake.Writer.TryWrite(true);

    /// <summary>Waits until there are news, at most so long; returns also when cancelled.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task delay = Task.Delay(longest, time, waiting.Token);
        Task<bool> woken = _wake.Reader.WaitToReadAsync(waiting.Token).AsTask();
        await Task.WhenAny(delay, woken);
        await waiting.CancelAsync();
        await Task.WhenAll(delay, woken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_wake.Reader.TryRead(out _))
        {
        }
    }
}
