using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kuscia.Adversary;

/// <summary>
/// The external port of a partner who is no node at all: agrees on tokens as a real gateway does, serves a mailbox, and answers anything else instead as soon
/// as a trick is set. Every request is noted. Thread-safe.
/// </summary>
public sealed class HostileHost : IAsyncDisposable
{
    private const int MaxNoted = 20_000;
    private const int MaxBody = 8 * 1024 * 1024;

    private readonly ConcurrentQueue<Received> _received = new();
    private readonly PartnerKey _key;
    private readonly X509Certificate2 _victim;
    private readonly WebApplication _server;
    private long _revision;
    private int _count;

    private HostileHost(PartnerKey key, X509Certificate2 victim, WebApplication server, Uri endpoint)
    {
        _key = key;
        _victim = victim;
        _server = server;
        Endpoint = endpoint;
    }

    /// <summary>Where victims send to.</summary>
    public Uri Endpoint { get; private set; }

    /// <summary>The victim's mailbox.</summary>
    public Mailbox Mailbox { get; } = new();

    /// <summary>Asked first; true when it has answered, or has done what it wanted instead.</summary>
    public Func<HttpContext, Task<bool>>? Trick { get; set; }

    /// <summary>The revision that the next handshake gives out; counts up by itself.</summary>
    public long NextRevision
    {
        get => Interlocked.Read(ref _revision) + 1;
        set => Interlocked.Exchange(ref _revision, value - 1);
    }

    /// <summary>All requests so far, also those that are not noted any more.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The requests so far, up to some number.</summary>
    public IReadOnlyCollection<Received> Received => _received;

    /// <summary>Starts to listen with the partner's certificate.</summary>
    public static async Task<HostileHost> StartAsync(PartnerKey key, X509Certificate2 victimCertificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Limits.MaxRequestBodySize = MaxBody;
            server.Limits.MinResponseDataRate = null;
            server.Listen(IPAddress.Loopback, 0, port =>
            {
                port.Protocols = HttpProtocols.Http1AndHttp2;
                port.UseHttps(key.Certificate);
            });
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        WebApplication application = builder.Build();
        HostileHost host = new(key, victimCertificate, application, new Uri("https://127.0.0.1"));
        application.Run(host.AnswerAsync);
        await application.StartAsync();
        host.Endpoint = new Uri(application.Urls.First());
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Trick = null;
    }

    /// <summary>Whether a request is about the token.</summary>
    public static bool IsHandshake(HttpContext context) => HostOf(context).StartsWith("kuscia-handshake.", StringComparison.Ordinal);

    /// <summary>Answers some requests brokenly and the rest as usual.</summary>
    public void Break(BrokenAnswer answer, Func<HttpContext, bool> which) => Trick = async context =>
    {
        if (!which(context))
        {
            return false;
        }

        await answer.AnswerAsync(context);
        return true;
    };

    private static string HostOf(HttpContext context) =>
        context.Request.Headers["Kuscia-Host"].ToString() is { Length: > 0 } logical ? logical : context.Request.Host.Value ?? "";

    private async Task AnswerAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body, Encoding.UTF8);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        Interlocked.Increment(ref _count);
        if (_received.Count < MaxNoted)
        {
            _received.Enqueue(new Received(HostOf(context), context.Request.Method, context.Request.Path + context.Request.QueryString, body));
        }

        try
        {
            if (Trick is { } trick && await trick(context))
            {
                return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The victim had enough.
            context.Abort();
            return;
        }

        Task answer = IsHandshake(context) ? HandshakeAsync(context, body)
            : HostOf(context).StartsWith("apiserver.", StringComparison.Ordinal) ? Mailbox.AnswerAsync(context, body)
            : NotFoundAsync(context);
        await answer;
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private Task HandshakeAsync(HttpContext context, string body)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            return context.Response.WriteAsync($$"""{"namespace":"{{_key.Domain}}","state":0}""", context.RequestAborted);
        }

        // The victim's half is not needed: nothing that it sends is checked here.
        using RSA victimKey = _victim.GetRSAPublicKey() ?? throw new InvalidOperationException("the victim's certificate has no RSA key");
        JsonObject answer = new()
        {
            ["status"] = new JsonObject(),
            ["token"] = new JsonObject
            {
                ["token"] = PartnerKey.Wrap(victimKey, RandomNumberGenerator.GetBytes(16)),
                ["expiration_time"] = TimeProvider.System.GetUtcNow().AddYears(1).ToUnixTimeMilliseconds() * 1_000_000,
                ["revision"] = Interlocked.Increment(ref _revision),
            },
        };
        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }
}
