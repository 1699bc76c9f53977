using System.Net;
using System.Net.Sockets;

namespace Kuscia.EndToEnd.Tests;

/// <summary>Strangers open more connections than the process may have files.</summary>
public sealed class ConnectionFloodTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-e2e-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(512)]
    [InlineData(1024)]
    public async Task Node_lives_on_and_answers_under_a_flood_of_idle_connections(int openFiles)
    {
        await using NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);
        await node.StartAsync(openFiles);
        List<Socket> flood = [];
        for (int i = 0; i < openFiles * 2; i++)
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, node.Ports[0]);
            flood.Add(socket);
        }

        HttpStatusCode answer = await AskAsync(node);
        (int code, string output, string error) = await node.KubectlAsync("get", "domains");
        flood.ForEach(s => s.Dispose());

        Assert.Equal(HttpStatusCode.Unauthorized, answer);
        Assert.True(code == 0, output + error);
        Assert.DoesNotContain("Out of memory", node.Said, StringComparison.Ordinal);
    }

    // A newcomer gets a place when one of those before him has had his few seconds.
    private static async Task<HttpStatusCode> AskAsync(NodeProcess node)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));
        using HttpClient stranger = new(new SocketsHttpHandler { SslOptions = new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null } });
        while (true)
        {
            try
            {
                using HttpResponseMessage response = await stranger.GetAsync(new Uri(node.Endpoint), deadline.Token);
                return response.StatusCode;
            }
            catch (HttpRequestException) when (!deadline.IsCancellationRequested)
            {
                // No place yet.
            }
        }
    }
}
