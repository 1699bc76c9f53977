using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Kuscia.Hosting.Listeners;

/// <summary>Where and how a <see cref="WebListener"/> listens.</summary>
/// <param name="Bind">Address and port; port 0 takes a free one.</param>
/// <param name="Limits">What the listener is, for messages, and what it may hold.</param>
public sealed record WebListenerOptions(IPEndPoint Bind, ListenerLimits Limits)
{
    /// <summary>TLS; null listens in clear text.</summary>
    public ListenerTls? Tls { get; init; }

    /// <summary>Largest request body in bytes; null when the handler cuts bodies itself, so that the caller gets a sentence.</summary>
    public long? MaxBodyBytes { get; init; }

    /// <summary>How long a request head may take; default 20 s.</summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a connection without a request is kept; default 5 minutes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long requests may go on after the listener was told to stop; default 1 s, for watches have no end of their own.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Further services of the host.</summary>
    public Action<IServiceCollection> Services { get; init; } = static _ => { };

    /// <summary>What answers requests before the handler does.</summary>
    public Action<IApplicationBuilder> Middleware { get; init; } = static _ => { };

    /// <summary>Further settings of the server.</summary>
    public Action<KestrelServerOptions> Server { get; init; } = static _ => { };

    /// <summary>Further settings of the socket, after TLS.</summary>
    public Action<ListenOptions> Socket { get; init; } = static _ => { };
}
