using System.Net;
using Kuscia.Hosting.Listeners;

namespace Kuscia.Gateway.Upstreams;

/// <summary>
/// A connection for <see cref="DuplexExchange"/>: takes over the sending of a chunked body while the HTTP client already reads the answer. The end mark that the client
/// writes is kept back; the real one follows the body. The connection serves another request only when both are through.
/// </summary>
internal sealed class DuplexStream(Stream inner) : BodyStream(inner)
{
    // RFC 9112 §7.1: the last chunk, and no trailers.
    private static readonly byte[] EndMark = "0\r\n\r\n"u8.ToArray();

    private readonly Lock _gate = new();
    private bool _isSending;
    private bool _isMarkDue;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    /// <summary>Sends the body from now on; the answer can be read meanwhile.</summary>
    public void Send(HttpContent body, TransportContext? context, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            (_isSending, _isMarkDue) = (true, true);
        }

        // Its end is seen by whoever reads the answer: a failure closes the connection.
        _ = SendAsync(body, context, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_isMarkDue)
            {
                _isMarkDue = false;
                return buffer.Span.SequenceEqual(EndMark)
                    ? ValueTask.CompletedTask
                    : ValueTask.FromException(new IOException("the end of a chunked body was expected"));
            }

            if (_isSending)
            {
                return ValueTask.FromException(new IOException("the body of the request before is still being sent"));
            }
        }

        if (DuplexExchange.Current is { Connection: null } exchange)
        {
            exchange.Connection = this;
        }

        return Inner.WriteAsync(buffer, cancellationToken);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The client looks whether a connection that has answered is fit for another request: it is not while the body before is still on its way.
        return DuplexExchange.Current is { } exchange && exchange.Connection != this && IsSending() ? ValueTask.FromResult(0) : Inner.ReadAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool IsSending()
    {
        lock (_gate)
        {
            return _isSending;
        }
    }

    private async Task SendAsync(HttpContent body, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            await body.CopyToAsync(new ChunkedStream(Inner), context, cancellationToken);
            await Inner.WriteAsync(EndMark, cancellationToken);
            await Inner.FlushAsync(cancellationToken);
            lock (_gate)
            {
                _isSending = false;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The receiver must not take a part for the whole.
            await DisposeAsync();
        }
    }
}
