using System.Threading.Channels;

namespace Kuscia.Psi.Channels;

/// <summary>Receives one stream: takes each sequence number once, in order, and holds a bounded number of messages.</summary>
internal sealed class InboundStream : IDisposable
{
    private readonly Channel<byte[]> _messages = Channel.CreateBounded<byte[]>(4);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private long _next;

    /// <summary>Reads and stores the next message; one at a time, so that a partner cannot make this engine hold many bodies.</summary>
    /// <param name="sequence">The number of the message.</param>
    /// <param name="readBody">Reads the message; null when it is too large. Not called when the message is not the next one.</param>
    /// <param name="cancellationToken">Limits the wait for room.</param>
    /// <exception cref="OperationCanceledException">There was no room in time; the sender may repeat the message.</exception>
    public async Task<InboundAnswer> PutAsync(long sequence, Func<Task<byte[]?>> readBody, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (sequence != _next)
            {
                return sequence < _next ? InboundAnswer.Taken : InboundAnswer.NotYet;
            }

            if (!await _messages.Writer.WaitToWriteAsync(cancellationToken))
            {
                return InboundAnswer.NotYet;
            }

            if (await readBody() is not { } message)
            {
                return InboundAnswer.TooLarge;
            }

            if (!_messages.Writer.TryWrite(message))
            {
                return InboundAnswer.NotYet;
            }

            _next++;
            return InboundAnswer.Taken;
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
