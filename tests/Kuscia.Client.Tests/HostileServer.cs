using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Kuscia.Hosting.Listeners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Client.Tests;

/// <summary>A real Kestrel that answers raw bytes: one answer for lists, one for watches. Every connection carries one request.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly WebApplication _server;
    private int _requests;

    private HostileServer(HostileAnswer list, HostileAnswer watch)
    {
        WebApplicationBuilder builder = NodeWebHost.CreateBuilder(NullLoggerFactory.Instance);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Run(c => AnswerAsync(c, list, watch))));
        _server = builder.Build();
    }

    public Uri Address => new(_server.Urls.Single());

    /// <summary>Requests so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public static async Task<HostileServer> StartAsync(HostileAnswer list, HostileAnswer watch)
    {
        HostileServer server = new(list, watch);
        await server._server.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _server.DisposeAsync();
        _end.Dispose();
    }

    private async Task AnswerAsync(ConnectionContext connection, HostileAnswer list, HostileAnswer watch)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, connection.ConnectionClosed);
        try
        {
            string request = await RequestAsync(connection.Transport.Input, end.Token);
            Interlocked.Increment(ref _requests);
            await (request.Contains("watch=true", StringComparison.Ordinal) ? watch : list)(connection.Transport.Output, end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ConnectionResetException)
        {
            // The client has had enough.
        }
    }

    private static async Task<string> RequestAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellationToken);
            string text = Encoding.ASCII.GetString(read.Buffer.ToArray());
            if (text.Contains("\r\n\r\n", StringComparison.Ordinal) || read.IsCompleted)
            {
                input.AdvanceTo(read.Buffer.End);
                return text;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}

/// <summary>Writes one answer; the connection is closed when it returns.</summary>
internal delegate Task HostileAnswer(PipeWriter output, CancellationToken cancellationToken);
