using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Kuscia.Store.Bench;

/// <summary>A single-member etcd on free ports of this machine, with its own defaults (every put is on the disk before its answer).</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    private Peer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts it and waits for its health; the time that took.</summary>
    public static async Task<(Peer Peer, double Milliseconds)> StartAsync(string folder)
    {
        int port = FreePort(), peers = FreePort();
        Stopwatch clock = Stopwatch.StartNew();
        ProcessStartInfo start = new ProcessStartInfo("etcd") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])
            ["--data-dir", folder, "--listen-client-urls", $"http://127.0.0.1:{port}", "--advertise-client-urls", $"http://127.0.0.1:{port}",
                "--listen-peer-urls", $"http://127.0.0.1:{peers}", "--initial-advertise-peer-urls", $"http://127.0.0.1:{peers}",
                "--initial-cluster", $"default=http://127.0.0.1:{peers}", "--log-level", "error"])
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException("etcd does not start");
        process.ErrorDataReceived += static (_, _) => { };
        process.OutputDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        Peer peer = new Peer(process, port);
        using HttpClient http = new HttpClient();
        while (clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            try
            {
                if ((await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/health"))).Contains("true", StringComparison.Ordinal))
                {
                    return (peer, clock.Elapsed.TotalMilliseconds);
                }
            }
            catch (HttpRequestException)
            {
                await Task.Delay(5);
            }
        }

        peer.Dispose();
        throw new TimeoutException("etcd did not become healthy within 60 s");
    }

    /// <summary>A put of the JSON gateway.</summary>
    public HttpRequestMessage Put(string key, string value) => Post("/v3/kv/put", $$"""{"key":"{{Base64(key)}}","value":"{{Base64(value)}}"}""");

    /// <summary>A watch on a key prefix.</summary>
    public HttpRequestMessage Watch(string prefix)
    {
        string end = prefix[..^1] + (char)(prefix[^1] + 1);
        return Post("/v3/watch", JsonSerializer.Serialize(new { create_request = new { key = Base64(prefix), range_end = Base64(end) } }));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private HttpRequestMessage Post(string path, string body) =>
        new(HttpMethod.Post, $"http://127.0.0.1:{Port}{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
