using System.Threading.Channels;

namespace Kuscia.Psi.Channels;

/// <summary>Receives one stream: takes each sequence number once, in order, and holds a bounded number of messages.</summary>
internal sealed class InboundStream : IDisposable
{
    private readonly Channel<byte[]> _messages = Channel.CreateBounded<byte[]>(4);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private long _next;

    /// <summary>Stores a message.</summary>
    /// <returns>True when it is taken (now, or already before); false when a number is missing in between.</returns>
    /// <exception cref="OperationCanceledException">There was no room in time; the sender may repeat the message.</exception>
    public async Task<bool> PutAsync(long sequence, byte[] message, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (sequence != _next)
            {
                return sequence < _next;
            }

            await _messages.Writer.WriteAsync(message, cancellationToken).ConfigureAwait(false);
            _next++;
            return true;
        }
        finally
        {
            _ = _gate.Release();
        }
    }

    /// <summary>Waits for the next message.</summary>
    public ValueTask<byte[]> TakeAsync(CancellationToken cancellationToken) => _messages.Reader.ReadAsync(cancellationToken);

    /// <summary>Makes every present and future wait fail.</summary>
    public void Fail(Exception reason) => _messages.Writer.TryComplete(reason);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();
}
