using System.Collections.Concurrent;
using Kuscia.Client.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Peers;

/// <summary>The shares of the partners that answer into mailboxes here. Thread-safe.</summary>
internal sealed class PartnerShares(IResourceClient local, TimeProvider time, ILogger logger)
{
    // One for each registered partner: who is none has no mailbox.
    private readonly ConcurrentDictionary<string, (PartnerShare Share, IResourceClient Client)> _shares = new(StringComparer.Ordinal);

    /// <summary>The share of a mailbox and the own API counted against it.</summary>
    public (PartnerShare Share, IResourceClient Client) Of(string mailbox) => _shares.GetOrAdd(mailbox, m =>
    {
        PartnerShare share = new(m, logger, time);
        return (share, share.Counted(local));
    });
}
