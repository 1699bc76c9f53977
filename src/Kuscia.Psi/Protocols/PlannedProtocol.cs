using Kuscia.Psi.Channels;
using Kuscia.Psi.Tables;
using Microsoft.Extensions.Logging;

namespace Kuscia.Psi.Protocols;

/// <summary>Runs the protocol that both parties chose, before the tables are read where that is settled, else by the announced sizes.</summary>
/// <param name="choice">What the offers settled.</param>
/// <param name="ecdh">The ECDH protocol.</param>
/// <param name="rr22">The RR22 protocol.</param>
/// <param name="logger">Where the choice is told.</param>
internal sealed partial class PlannedProtocol(ProtocolChoice choice, EcdhProtocol ecdh, Rr22Protocol rr22, ILogger logger) : IIntersectionProtocol
{
    /// <inheritdoc/>
    public string Name => choice.Rr22 switch
    {
        true => Rr22Protocol.Name,
        false => ecdh.Name,
        _ => $"{Rr22Protocol.Name} or {ecdh.Name}",
    };

    /// <inheritdoc/>
    public async Task<Intersection> RunAsync(
        IAsyncEnumerable<DigestBlock> keys, Func<long> rows, ReceiverRoles roles, IPeerChannel channel, CancellationToken cancellationToken)
    {
        if (choice.Rr22 == false)
        {
            LogChoice(logger, ecdh.Name, choice.Reason);
            return await ecdh.RunAsync(keys, rows, roles, channel, cancellationToken);
        }

        KeyStore store = new(choice.Rr22 is null ? ProtocolOffer.Rr22FromKeys : 0);
        await store.ReadAsync(keys, cancellationToken);
        PeakMemory.ReleasePhase(store.Count);
        byte[] nonce = Rr22Protocol.Nonce();
        (SetSize peer, byte[] peerNonce) = await SizeExchange.RunAsync(new(store.Count, rows()), nonce, channel, cancellationToken);
        LogSizes(logger, store.Count, channel.PeerName, peer.Keys);
        ProtocolChoice final = choice.Rr22 is null ? ProtocolOffer.ChooseBySize(store.Count, peer.Keys) : choice;
        LogChoice(logger, final.Rr22 == true ? Rr22Protocol.Name : ecdh.Name, final.Reason);
        if (final.Rr22 == true)
        {
            return await rr22.RunAsync(store, peer, nonce, peerNonce, roles, channel, cancellationToken);
        }

        Intersection result = await ecdh.RunAsync(store.DigestsAsync(), rows, roles, channel, cancellationToken);
        return result.Peer == peer
            ? result
            : throw SizeExchange.Malformed(channel, $"announced {peer.Keys} keys first and {result.Peer.Keys} later");
    }

    [LoggerMessage(221, LogLevel.Information, "protocol {Protocol}: {Reason}")]
    private static partial void LogChoice(ILogger logger, string protocol, string reason);

    [LoggerMessage(222, LogLevel.Information, "announced keys: own {Own}, {Peer} {PeerCount}")]
    private static partial void LogSizes(ILogger logger, int own, string peer, int peerCount);
}
