using System.Net;
using Kuscia.Hosting.Listeners;

namespace Kuscia.Gateway.Upstreams;

/// <summary>A request's body that leaves as it comes, however small the pieces.</summary>
internal sealed class StreamedContent : HttpContent
{
    private readonly HttpContent _body;
    private readonly DuplexExchange? _exchange;

    /// <param name="body">The body.</param>
    /// <param name="exchange">Given when the answer may begin before the body has ended (HTTP/1.1, length unknown).</param>
    public StreamedContent(HttpContent body, DuplexExchange? exchange)
    {
        _body = body;
        _exchange = exchange;
        foreach (KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues> header in body.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_exchange is not null)
        {
            // The head leaves, and by that the connection becomes known.
            await stream.FlushAsync(cancellationToken);
            if (_exchange.Connection is { } connection)
            {
                connection.Send(_body, context, cancellationToken);
                return;
            }
        }

        await _body.CopyToAsync(new FlushingStream(stream), context, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
        }

        base.Dispose(disposing);
    }
}
