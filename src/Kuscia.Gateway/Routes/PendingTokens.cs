using System.Collections.Concurrent;

namespace Kuscia.Gateway.Routes;

/// <summary>
/// Tokens agreed with a partner that the DomainRoute does not show yet. They are in force at once, so that neither a slow control plane nor a lost status
/// write leaves the two ends with different tokens. Thread-safe.
/// </summary>
internal sealed class PendingTokens
{
    private readonly ConcurrentDictionary<string, PendingToken> _tokens = new(StringComparer.Ordinal);

    /// <summary>Called when the set changed: a new table is due.</summary>
    public event Action? Changed;

    public PendingToken? Find(string routeName) => _tokens.GetValueOrDefault(routeName);

    public void Put(string routeName, PendingToken token)
    {
        _tokens[routeName] = token;
        Changed?.Invoke();
    }

    public void Drop(string routeName)
    {
        if (_tokens.TryRemove(routeName, out _))
        {
            Changed?.Invoke();
        }
    }

    /// <summary>Forgets a token that the DomainRoute shows by now.</summary>
    public void Settled(string routeName, PendingToken token) => _tokens.TryRemove(KeyValuePair.Create(routeName, token));
}

/// <summary>One token in force before it is recorded.</summary>
/// <param name="RouteUid">The DomainRoute object it belongs to; a recreated object starts anew. Null when it was agreed before the object could be read or written.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Cipher">Its recorded form.</param>
/// <param name="Token">Its text on the wire.</param>
internal sealed record PendingToken(string? RouteUid, long Revision, string Cipher, string Token);
