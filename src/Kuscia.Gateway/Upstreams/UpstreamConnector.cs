using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Identity;

namespace Kuscia.Gateway.Upstreams;

/// <summary>Opens connections to one upstream, stage by stage, so that a failure names its stage.</summary>
internal sealed class UpstreamConnector(UpstreamSpec spec, OutboundBudget budget, TimeProvider time) : IDisposable
{
    private readonly X509Certificate2? _clientCertificate = ReadClientCertificate(spec);
    private readonly ConcurrentDictionary<TrackedStream, bool> _open = new();

    /// <summary>What its connections have done; null for the upstream of no route.</summary>
    public UpstreamFigures? Figures { get; private set; }

    /// <summary>Begins to count, for the upstream of a route.</summary>
    public void Count(string cluster)
    {
        Figures = new UpstreamFigures(cluster, spec.Host, () => _open.Keys.Select(s => s.Socket));
        UpstreamMetrics.Add(Figures);
    }

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        try
        {
            Stream stream = await OpenAsync(context, cancellationToken);
            Figures?.Connected();
            return stream;
        }
        catch (Exception fault)
        {
            Figures?.NotConnected(isTimeout: fault is OperationCanceledException or UpstreamException { Reason: UpstreamException.ConnectTimeout });
            throw;
        }
    }

    private async Task<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await ResolveAsync(cancellationToken);
        NetworkStream network = await DialAsync(addresses, cancellationToken);
        if (spec.Tls == UpstreamTls.None)
        {
            return network;
        }

        return await SecureAsync(network, context.InitialRequestMessage.Version.Major >= 2, cancellationToken);
    }

    /// <summary>Ends every connection.</summary>
    public void Abort()
    {
        foreach (TrackedStream stream in _open.Keys)
        {
            stream.Dispose();
        }
    }

    public void Dispose()
    {
        _clientCertificate?.Dispose();
        if (Figures is not null)
        {
            UpstreamMetrics.Remove(Figures);
        }
    }

    private async Task<IPAddress[]> ResolveAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(spec.Host, out IPAddress? literal))
        {
            return [literal];
        }

        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(spec.Host, cancellationToken);
            return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.HostNotFound);
        }
        catch (SocketException e)
        {
            throw new UpstreamException(ConnectStage.Resolved, "NameNotResolved", $"the name {spec.Host} has no address ({e.SocketErrorCode}); check endpoint.host of the route and the DNS of this machine", e);
        }
    }

    private async Task<NetworkStream> DialAsync(IPAddress[] addresses, CancellationToken cancellationToken)
    {
        if (!budget.TryEnter())
        {
            throw new UpstreamException(
                ConnectStage.Connected, "TooManyConnections", $"this gateway holds {budget.Most} connections and opens no more; a higher limit of open files (ulimit -n) raises that");
        }

        try
        {
            TrackedStream stream = new(await ConnectAsync(addresses, cancellationToken), Figures, Closed);
            _open[stream] = true;
            return stream;
        }
        catch
        {
            budget.Leave();
            throw;
        }
    }

    private void Closed(TrackedStream stream)
    {
        _open.TryRemove(stream, out _);
        budget.Leave();
    }

    private async Task<Socket> ConnectAsync(IPAddress[] addresses, CancellationToken cancellationToken)
    {
        Exception? last = null;
        foreach (IPAddress address in addresses)
        {
            Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                await socket.ConnectAsync(new IPEndPoint(address, spec.Port), cancellationToken);
                return socket;
            }
            catch (Exception e)
            {
                socket.Dispose();
                last = e;
                if (e is not SocketException)
                {
                    break;
                }
            }
        }

        throw last is SocketException failed
            ? new UpstreamException(ConnectStage.Connected, failed.SocketErrorCode.ToString(), $"cannot connect to {spec.Authority} ({Explain(failed.SocketErrorCode)})", failed)
            : new UpstreamException(ConnectStage.Connected, UpstreamException.ConnectTimeout, $"no connection to {spec.Authority} in time; a firewall between the nodes may drop the packets (allow-list both directions)", last);
    }

    private static string Explain(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "refused: the node is down, or host or port of the endpoint are wrong",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "no way to that address",
        _ => error.ToString(),
    };

    private async Task<SslStream> SecureAsync(NetworkStream network, bool http2, CancellationToken cancellationToken)
    {
        (string Reason, string Message)? fault = null;
        SslStream secure = new(network, leaveInnerStreamOpen: false);
        SslClientAuthenticationOptions options = new()
        {
            TargetHost = spec.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [http2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11],
            CertificateChainPolicy = ChainTrust.Bare(),
            ClientCertificates = _clientCertificate is null ? null : [_clientCertificate],
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                fault = PeerCertificateCheck.Fault(certificate as X509Certificate2, spec, time.GetUtcNow());
                return fault is null;
            },
        };
        try
        {
            await secure.AuthenticateAsClientAsync(options, cancellationToken);
            return secure;
        }
        catch (Exception e)
        {
            await secure.DisposeAsync();
            throw fault is { } known
                ? new UpstreamException(ConnectStage.PeerIdentified, known.Reason, known.Message, e)
                : new UpstreamException(ConnectStage.TlsAgreed, "TlsFailed", $"no TLS with {spec.Authority} ({Innermost(e)}); if the partner's port speaks clear HTTP, write http:// in the endpoint (isTLS false)", e);
        }
    }

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception is OperationCanceledException ? "timed out" : exception.Message.TrimEnd('.');
    }

    private static X509Certificate2? ReadClientCertificate(UpstreamSpec spec)
    {
        if (spec.ClientPem is null)
        {
            return null;
        }

        try
        {
            return TlsCertificate.FromPem(spec.ClientPem, spec.ClientPem);
        }
        catch (CryptographicException)
        {
            // The partner refuses the connection then, and the route's condition shows that.
            return null;
        }
    }
}
