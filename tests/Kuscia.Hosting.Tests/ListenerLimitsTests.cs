using System.Net;
using System.Net.Sockets;
using System.Text;
using Kuscia.Hosting.Listeners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Hosting.Tests;

/// <summary>Real sockets against a listener with small limits.</summary>
public sealed class ListenerLimitsTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);
    private static readonly ListenerLimits Patient = new("test", 1) { MaxConnections = 2, HeadLimit = Never, StrangerLimit = Never };

    private readonly List<WebApplication> _applications = [];
    private readonly List<TcpClient> _clients = [];

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        foreach (WebApplication application in _applications)
        {
            await application.DisposeAsync();
        }
    }

    [Fact]
    public async Task Silent_connection_ends_after_its_time()
    {
        int port = await ListenAsync(Patient with { HeadLimit = TimeSpan.FromSeconds(1) });

        Assert.Equal("", await ReadToEndAsync(await ConnectAsync(port)));
    }

    [Fact]
    public async Task Connection_that_gets_only_refusals_ends_after_its_time()
    {
        int port = await ListenAsync(Patient with { HeadLimit = TimeSpan.FromSeconds(1), StrangerLimit = TimeSpan.FromSeconds(1) });
        TcpClient stranger = await ConnectAsync(port);

        await SendAsync(stranger, "/401");

        Assert.StartsWith("HTTP/1.1 401 ", await ReadToEndAsync(stranger), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Known_connection_outlives_strangers()
    {
        int port = await ListenAsync(Patient with { HeadLimit = TimeSpan.FromSeconds(1), StrangerLimit = TimeSpan.FromSeconds(1) });
        TcpClient known = await ConnectAsync(port);
        await SendAsync(known, "/200");
        await ReadHeadAsync(known);

        await ReadToEndAsync(await ConnectAsync(port));
        await SendAsync(known, "/200");

        Assert.StartsWith("HTTP/1.1 200 ", await ReadHeadAsync(known), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_beyond_the_sum_is_closed_and_room_is_given_again()
    {
        int port = await ListenAsync(Patient);
        TcpClient first = await KnownAsync(port);
        await KnownAsync(port);

        string third = await ReadToEndAsync(await ConnectAsync(port));
        first.Dispose();
        await AnsweredAsync(port);

        Assert.Equal("", third);
    }

    [Fact]
    public async Task Newcomer_takes_the_place_of_a_stranger_who_had_his_time_and_known_ones_stay()
    {
        int port = await ListenAsync(Patient);
        TcpClient known = await KnownAsync(port);
        TcpClient stranger = await ConnectAsync(port);

        await AnsweredAsync(port);
        await ReadToEndAsync(stranger);
        await SendAsync(known, "/200");

        Assert.StartsWith("HTTP/1.1 200 ", await ReadHeadAsync(known), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host: 127.0.0.1", "200")]
    [InlineData("Host: localhost:8092", "200")]
    [InlineData("Host: [::1]:8092", "200")]
    [InlineData("Host: evil.example", "421")]
    [InlineData("Host: 10.1.2.3", "421")]
    [InlineData("Host: localhost.evil.example", "421")]
    [InlineData("Host: 127.0.0.1\r\nOrigin: http://evil.example", "403")]
    [InlineData("Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site", "403")]
    public async Task Listener_of_the_own_machine_answers_local_names_only(string headers, string status)
    {
        int port = await ListenAsync(Patient with { LocalNamesOnly = true });
        TcpClient client = await ConnectAsync(port);

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /200 HTTP/1.1\r\n{headers}\r\n\r\n"));

        Assert.StartsWith($"HTTP/1.1 {status} ", await ReadHeadAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public void Limit_of_open_files_is_raised_and_leaves_room_for_files()
    {
        int limit = DescriptorLimit.Raise();

        Assert.Equal(limit, DescriptorLimit.Raise());
        Assert.InRange(DescriptorLimit.ForConnections(), 64, Math.Max(64, limit - DescriptorLimit.Reserve));
    }

    private async Task<int> ListenAsync(ListenerLimits limits)
    {
        WebApplicationBuilder builder = NodeWebHost.CreateBuilder(NullLoggerFactory.Instance, limits);
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        _applications.Add(application);
        application.Run(c =>
        {
            c.Response.StatusCode = c.Request.Path == "/401" ? 401 : 200;
            return c.Response.WriteAsync("text");
        });
        await application.StartAsync();
        return new Uri(application.Urls.First()).Port;
    }

    private async Task<TcpClient> ConnectAsync(int port)
    {
        TcpClient client = new();
        _clients.Add(client);
        await client.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    private async Task<TcpClient> KnownAsync(int port)
    {
        TcpClient client = await ConnectAsync(port);
        await SendAsync(client, "/200");
        await ReadHeadAsync(client);
        return client;
    }

    /// <summary>Tries until a connection is answered.</summary>
    private async Task AnsweredAsync(int port)
    {
        using CancellationTokenSource deadline = new(Deadline);
        string answer = "";
        while (answer.Length == 0)
        {
            deadline.Token.ThrowIfCancellationRequested();
            using TcpClient client = await ConnectAsync(port);
            await client.GetStream().WriteAsync("GET /200 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray());
            answer = await ReadToEndAsync(client);
        }
    }

    private static Task SendAsync(TcpClient client, string path) =>
        client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")).AsTask();

    private static async Task<string> ReadHeadAsync(TcpClient client)
    {
        using CancellationTokenSource deadline = new(Deadline);
        byte[] buffer = new byte[4096];
        string read = "";
        while (!read.EndsWith("0\r\n\r\n", StringComparison.Ordinal) && !read.Contains("text", StringComparison.Ordinal) && !read.Contains("HTTP/1.1 4", StringComparison.Ordinal))
        {
            int count = await client.GetStream().ReadAsync(buffer, deadline.Token);
            read += count > 0 ? Encoding.ASCII.GetString(buffer, 0, count) : throw new EndOfStreamException($"the connection ended after \"{read}\"");
        }

        return read;
    }

    private static async Task<string> ReadToEndAsync(TcpClient client)
    {
        using CancellationTokenSource deadline = new(Deadline);
        using MemoryStream read = new();
        try
        {
            await client.GetStream().CopyToAsync(read, deadline.Token);
        }
        catch (IOException)
        {
            // Cut off without a farewell.
        }

        return Encoding.ASCII.GetString(read.ToArray());
    }
}
