using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Kuscia.Psi.Program;

/// <summary>Reports progress to the control plane when it can; nobody waits for it and failures do not matter.</summary>
internal sealed partial class ProgressReporter(Uri? url, string? gateway, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(3);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Starts a report of a part of the whole, 0 to 1.</summary>
    public void Report(double progress)
    {
        if (url is not null)
        {
            _running = PostAsync(_running, url, progress);
        }
    }

    /// <summary>Gives the last report a moment to leave.</summary>
    public Task FinishAsync() => Task.WhenAny(_running, Task.Delay(TimeSpan.FromMilliseconds(500), time, _stop.Token));

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task PostAsync(Task earlier, Uri target, double progress)
    {
        await earlier;
        UriBuilder dialled = new(target);
        if (gateway is not null)
        {
            dialled = new UriBuilder($"http://{gateway}") { Path = target.AbsolutePath, Query = target.Query };
        }

        try
        {
            using CancellationTokenSource limit = new(CallTimeout, time);
            using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
            byte[] body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"progress\":{progress:0.##}}}"));
            using HttpRequestMessage request = new(HttpMethod.Post, dialled.Uri) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Host = target.Authority;
            using HttpResponseMessage response = await _http.SendAsync(request, both.Token);
            LogReported(logger, progress, (int)response.StatusCode);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            LogNotReported(logger, progress, e.Message);
        }
    }

    [LoggerMessage(301, LogLevel.Debug, "progress {Progress} reported: HTTP {Status}")]
    private static partial void LogReported(ILogger logger, double progress, int status);

    [LoggerMessage(302, LogLevel.Debug, "progress {Progress} not reported: {Reason}")]
    private static partial void LogNotReported(ILogger logger, double progress, string reason);
}
