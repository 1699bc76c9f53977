using System.Collections.Concurrent;

namespace Kuscia.EndToEnd.Tests;

/// <summary>Asks services again and again through the internal listener of a node, as an engine of that node would, until it is disposed.</summary>
internal sealed class ServedRequests : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };

    private readonly NodeProcess _node;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private int _served;

    public ServedRequests(NodeProcess node, params string[] hosts)
    {
        _node = node;
        _run = Task.WhenAll(hosts.Select(RunAsync));
    }

    /// <summary>What went wrong.</summary>
    public ConcurrentQueue<string> Failures { get; } = [];

    public int Served => _served;

    /// <summary>The answer of a service, or what stood in place of it.</summary>
    public static async Task<(int Status, string Body)> AskAsync(NodeProcess node, string host)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"http://127.0.0.1:{node.Ports[1]}/hello"));
        request.Headers.Host = host;
        try
        {
            using HttpResponseMessage response = await Http.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException e)
        {
            return (0, e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync(string host)
    {
        while (!_stop.IsCancellationRequested)
        {
            (int status, string body) = await AskAsync(_node, host);
            if (status == 200)
            {
                Interlocked.Increment(ref _served);
            }
            else
            {
                Failures.Enqueue($"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {host}: {status} {body}");
            }
        }
    }
}
