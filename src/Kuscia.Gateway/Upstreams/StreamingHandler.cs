using System.Net;

namespace Kuscia.Gateway.Upstreams;

/// <summary>
/// Sends requests so that both directions stream. Bodies of unknown length over HTTP/1.1 have connections of their own, on which the answer may come first; HTTP/2 can do
/// that by itself.
/// </summary>
internal sealed class StreamingHandler(HttpMessageHandler plain, Func<HttpMessageHandler> duplex) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _plain = new(plain);
    private readonly Lazy<HttpMessageInvoker> _duplex = new(() => new HttpMessageInvoker(duplex()));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not { } body || body is ByteArrayContent || body.Headers.ContentLength == 0)
        {
            return _plain.SendAsync(request, cancellationToken);
        }

        if (body.Headers.ContentLength is not null || request.Version != HttpVersion.Version11)
        {
            request.Content = new StreamedContent(body, null);
            return _plain.SendAsync(request, cancellationToken);
        }

        return SendBothWaysAsync(request, body, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _plain.Dispose();
            if (_duplex.IsValueCreated)
            {
                _duplex.Value.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> SendBothWaysAsync(HttpRequestMessage request, HttpContent body, CancellationToken cancellationToken)
    {
        DuplexExchange exchange = new();
        DuplexExchange.Current = exchange;
        request.Content = new StreamedContent(body, exchange);
        return await _duplex.Value.SendAsync(request, cancellationToken);
    }
}
