using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kuscia.Gateway.Upstreams;

namespace Kuscia.Gateway.Handshake;

/// <summary>When a partner's port does not answer as the route says, finds out whether it speaks the other scheme (http instead of https or the reverse).</summary>
internal sealed class SchemeProbe(TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>A sentence with the cure when the schemes are mixed up, else null.</summary>
    public async Task<string?> ExplainAsync(UpstreamSpec spec, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(Limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using TcpClient tcp = new();
            await tcp.ConnectAsync(spec.Host, spec.Port, either.Token);
            return spec.Tls == UpstreamTls.None ? await TryTlsAsync(tcp, spec, either.Token) : await TryClearAsync(tcp, spec, either.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private static async Task<string?> TryTlsAsync(TcpClient tcp, UpstreamSpec spec, CancellationToken cancellationToken)
    {
        await using SslStream secure = new(tcp.GetStream());
        string shown = "";
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = spec.Host,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,

                // Nothing is sent over this connection; only the fact that TLS answers counts.
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    shown = certificate?.Subject ?? "";
                    return certificate is not null;
                },
            },
            cancellationToken);
        return $"the route says http, but {spec.Authority} speaks TLS (certificate {shown}); write https:// in the endpoint (isTLS true)";
    }

    private static async Task<string?> TryClearAsync(TcpClient tcp, UpstreamSpec spec, CancellationToken cancellationToken)
    {
        NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {spec.Host}\r\nConnection: close\r\n\r\n"), cancellationToken);
        byte[] head = new byte[5];
        int read = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return read == head.Length && head.AsSpan().SequenceEqual("HTTP/"u8)
            ? $"the route says https, but {spec.Authority} speaks clear HTTP; write http:// in the endpoint (isTLS false)"
            : null;
    }
}
