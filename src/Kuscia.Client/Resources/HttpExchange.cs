using System.Net;
using System.Text.Json;

namespace Kuscia.Client.Resources;

/// <summary>
/// Sends requests to one API and reads what comes back within limits of time and size. Whatever a server answers becomes the answer or a
/// <see cref="ResourceException"/>; only a connection that fails is a <see cref="ConnectionFailedException"/> or an <see cref="IOException"/>. The invoker (connections,
/// TLS, sign-in) belongs to the caller.
/// </summary>
public sealed class HttpExchange(HttpMessageInvoker http, Uri baseAddress, HttpResourceClientOptions options)
{
    /// <summary>Sends a request and makes something of the whole answer.</summary>
    public Task<T> ReadAsync<T>(HttpCall call, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        WithinLimitAsync(
            call,
            async limit =>
            {
                using HttpResponseMessage response = await SendAsync(call, limit);
                return await ReadAsync(call, response.Content, read, limit);
            },
            cancellationToken);

    /// <summary>Sends a request whose answer does not matter but for its status.</summary>
    public Task DoAsync(HttpCall call, CancellationToken cancellationToken) =>
        WithinLimitAsync(
            call,
            async limit =>
            {
                using HttpResponseMessage response = await SendAsync(call, limit);
                return true;
            },
            cancellationToken);

    /// <summary>Sends a request whose answer is a stream: it has no end, but it must begin.</summary>
    public Task<HttpResponseMessage> BeginAsync(HttpCall call, CancellationToken cancellationToken) =>
        WithinLimitAsync(call, limit => SendAsync(call, limit), cancellationToken);

    private async Task<T> WithinLimitAsync<T>(HttpCall call, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = new(options.Timeout, options.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ResourceException(HttpStatusCode.GatewayTimeout, "Timeout", $"{call} was not answered within {options.Timeout.TotalSeconds:0} s");
        }
        catch (HttpRequestException e)
        {
            throw new ConnectionFailedException(call, ServerText.OneLine(Told(e)), e);
        }
    }

    private static string Told(HttpRequestException e) => e.InnerException is { } inner && !e.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{e.Message} {inner.Message}" : e.Message;

    private async Task<T> ReadAsync<T>(HttpCall call, HttpContent content, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        try
        {
            using AnswerBody body = await AnswerBody.ReadAsync(content, options, cancellationToken);
            return read(body.Root);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw BadAnswer.Malformed($"{call} was not answered by JSON that can be read: {ServerText.OneLine(e.Message)}");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpCall call, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(call.Method, new Uri(baseAddress, call.Path)) { Content = call.Content };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.UserAgent.ParseAdd(options.UserAgent);
        foreach ((string header, string value) in options.Headers)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ResourceExceptionReader.ReadAsync(response, call, options.KeepsWords, cancellationToken);
        }
    }
}
