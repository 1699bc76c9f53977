using System.Security.Cryptography;
using Kuscia.Psi.Channels;
using Microsoft.Extensions.Logging;

namespace Kuscia.Psi.Protocols;

/// <summary>
/// PSI from an oblivious key-value store and a silent VOLE (Raghuraman, Rindal: Blazing Fast PSI from Improved OKVS and Subfield VOLE, CCS 2022),
/// the variant over the field of 2^128 elements, secure against semi-honest partners. One party encodes its keys in a store P and sends
/// A + P; the other, holding Delta and B' = B + Delta (A + P), answers with tags of Decode(B', y) + Delta y, which are those of Decode(C, x) for common keys.
/// </summary>
/// <param name="workers">Threads to use.</param>
/// <param name="logger">Where steps are told.</param>
internal sealed partial class Rr22Protocol(int workers, ILogger logger)
{
    /// <summary>The name of the protocol with all its fixed parameters.</summary>
    public const string Name = "rr22-2";

    /// <summary>Keys of an average bucket; the same at both parties. Only tests have a reason to change it.</summary>
    public int BucketKeys { get; init; } = Rr22Session.BucketKeys;

    /// <summary>Runs the protocol on keys that are read and sizes that are exchanged.</summary>
    /// <param name="keys">The own keys.</param>
    /// <param name="peer">What the partner announced.</param>
    /// <param name="ownNonce">The own nonce.</param>
    /// <param name="peerNonce">The partner's nonce.</param>
    /// <param name="roles">Who learns the result.</param>
    /// <param name="channel">The way to the partner.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="PsiException">The partner sent what cannot be true, or stopped.</exception>
    public async Task<Intersection> RunAsync(
        KeyStore keys, SetSize peer, byte[] ownNonce, byte[] peerNonce, ReceiverRoles roles, IPeerChannel channel, CancellationToken cancellationToken)
    {
        using Rr22Session session = Rr22Session.Create(keys.Count, peer.Keys, BucketKeys, ownNonce, peerNonce, roles, channel);
        LogShape(logger, session.Encodes ? "encodes" : "answers", session.Buckets, session.Store.Length, session.Vole.CodeLength, session.TagLength);
        if (keys.Count == 0 || peer.Keys == 0)
        {
            return new(roles.SelfReceives ? [] : null, peer);
        }

        using TranscriptChannel transcript = new(channel, session.Seed);
        int[] common;
        if (session.Encodes)
        {
            using Rr22Encoder encoder = new(session, transcript, keys, workers, logger);
            common = await encoder.RunAsync(roles.PeerReceives, cancellationToken);
        }
        else
        {
            using Rr22Answerer answerer = new(session, transcript, keys, workers, logger);
            common = await answerer.RunAsync(roles.SelfReceives, cancellationToken);
        }

        await transcript.ConfirmAsync(cancellationToken);
        return new(roles.SelfReceives ? common : null, peer);
    }

    /// <summary>A fresh nonce.</summary>
    public static byte[] Nonce() => RandomNumberGenerator.GetBytes(Rr22Session.NonceLength);
}
