using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Kuscia.Gateway.Listeners;

/// <summary>
/// Recognises HTTP/2 with prior knowledge by its first bytes (RFC 9113 §3.4), on clear connections and on TLS connections whose client offered no ALPN, which is
/// how older gateways speak. The server picks the protocol by the negotiated name only, so the name is supplied here. Who says nothing within the limit is cut off.
/// </summary>
internal sealed class Http2PrefaceSniffer(ConnectionDelegate next, TimeSpan limit, TimeProvider time)
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0"u8.ToArray();

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        if (connection.Features.Get<ITlsApplicationProtocolFeature>() is not { } negotiated || negotiated.ApplicationProtocol.IsEmpty)
        {
            if (await BeginsWithPrefaceAsync(connection) is not { } http2)
            {
                return;
            }

            if (http2)
            {
                connection.Features.Set<ITlsApplicationProtocolFeature>(new Http2Spoken());
                if (connection.Features.Get<ITlsConnectionFeature>() is null)
                {
                    connection.Features.Set<ITlsConnectionFeature>(new Http2Spoken());
                }
            }
        }

        await next(connection);
    }

    /// <summary>Null when the connection ended before it said anything.</summary>
    private async Task<bool?> BeginsWithPrefaceAsync(ConnectionContext connection)
    {
        using CancellationTokenSource late = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, connection.ConnectionClosed);
        try
        {
            while (true)
            {
                ReadResult result = await connection.Transport.Input.ReadAsync(either.Token);
                ReadOnlySequence<byte> buffer = result.Buffer;
                bool? verdict = Judge(buffer);
                if (verdict is not null || result.IsCompleted)
                {
                    // Nothing is consumed: the server reads all of it again.
                    connection.Transport.Input.AdvanceTo(buffer.Start, buffer.Start);
                    return verdict ?? (buffer.IsEmpty ? null : false);
                }

                connection.Transport.Input.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ConnectionAbortedException or ConnectionResetException)
        {
            return null;
        }
    }

    private static bool? Judge(ReadOnlySequence<byte> buffer)
    {
        int compared = (int)Math.Min(buffer.Length, Preface.Length);
        Span<byte> head = stackalloc byte[compared];
        buffer.Slice(0, compared).CopyTo(head);
        return !head.SequenceEqual(Preface.AsSpan(0, compared)) ? false : compared == Preface.Length ? true : null;
    }

    private sealed class Http2Spoken : ITlsApplicationProtocolFeature, ITlsConnectionFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(null);
    }
}
