using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Kuscia.Psi.Channels;

/// <summary>
/// Lets one clear-text port speak HTTP/1.1 and HTTP/2 with prior knowledge (RFC 9113 §3.3): a gateway uses the latter towards ports
/// that the app image declares as GRPC. Kestrel chooses HTTP/2 only by a negotiated name, so connections that open with the preface get one.
/// </summary>
internal sealed class PriorKnowledge(ConnectionDelegate next)
{
    private static readonly TimeSpan FirstBytes = TimeSpan.FromSeconds(30);

    /// <summary>Looks at the first bytes of a connection and hands it on with nothing consumed.</summary>
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        using CancellationTokenSource limit = new(FirstBytes);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, connection.ConnectionClosed);
        try
        {
            if (await OpensWithPrefaceAsync(connection.Transport.Input, either.Token))
            {
                Negotiated negotiated = new();
                connection.Features.Set<ITlsApplicationProtocolFeature>(negotiated);
                connection.Features.Set<ITlsConnectionFeature>(negotiated);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            return;
        }

        await next(connection);
    }

    private static async Task<bool> OpensWithPrefaceAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync(cancellationToken);
            bool? verdict = Compare(result.Buffer);
            if (verdict is not null || result.IsCompleted)
            {
                input.AdvanceTo(result.Buffer.Start);
                return verdict == true;
            }

            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>Null while the bytes so far are a part of the preface.</summary>
    private static bool? Compare(ReadOnlySequence<byte> bytes)
    {
        ReadOnlySpan<byte> preface = "PRI * HTTP/2.0"u8;
        Span<byte> head = stackalloc byte[14];
        head = head[..(int)Math.Min(head.Length, bytes.Length)];
        bytes.Slice(0, head.Length).CopyTo(head);
        if (!preface.StartsWith(head))
        {
            return false;
        }

        return head.Length == preface.Length ? true : null;
    }

    private sealed class Negotiated : ITlsApplicationProtocolFeature, ITlsConnectionFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
            Task.FromResult<X509Certificate2?>(null);
    }
}
