using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Kuscia.HttpEngine;

/// <summary>
/// A small engine that serves: it answers every request with its domain and its config file. Asked to end, it goes on for a moment, as whoever is served behind a balancer
/// does, for requests that are on their way.
/// </summary>
internal static class Program
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1.5);

    private static async Task<int> Main()
    {
        string port = Environment.GetEnvironmentVariable("KUSCIA_PORT_WEB_NUMBER") ?? throw new InvalidOperationException("KUSCIA_PORT_WEB_NUMBER is not set");
        string answer = $"{Environment.GetEnvironmentVariable("KUSCIA_DOMAIN_ID")} {await File.ReadAllTextAsync("engine.conf")} {Environment.ProcessId}";
        using CancellationTokenSource end = new();
        using PosixSignalRegistration signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            end.CancelAfter(Farewell);
        });
        using HttpListener listener = new();
        listener.Prefixes.Add($"http://*:{port}/");
        listener.Start();
        Console.WriteLine($"serving on {port}: {answer}");
        while (await NextAsync(listener, end.Token) is { } context)
        {
            await AnswerAsync(context, answer);
        }

        Console.WriteLine("ended");
        return 0;
    }

    private static async Task<HttpListenerContext?> NextAsync(HttpListener listener, CancellationToken cancellationToken)
    {
        try
        {
            return await listener.GetContextAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task AnswerAsync(HttpListenerContext context, string answer)
    {
        try
        {
            byte[] body = Encoding.UTF8.GetBytes(answer);
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
        catch (HttpListenerException)
        {
            // Whoever asked has gone.
        }
    }
}
