using System.Collections.Concurrent;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Gateway.Routes;

/// <summary>
/// What lets a partner's requests act as its service account on the API server here: short-lived tokens, asked for when they are needed, renewed long before
/// they expire, held in memory only. When the account goes, the requests that act as it end. Thread-safe.
/// </summary>
internal sealed class AccountTokens
{
    // A watch may last longer than this: the API server checks a token when the request begins.
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, IssuedToken> _issued = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _ends = new(StringComparer.Ordinal);
    private readonly IResourceClient _client;
    private readonly TimeProvider _time;

    /// <param name="client">The own API.</param>
    /// <param name="accounts">All service accounts; null where this node has no API server.</param>
    /// <param name="time">Clock.</param>
    public AccountTokens(IResourceClient client, IInformer<ServiceAccount>? accounts, TimeProvider time)
    {
        _client = client;
        _time = time;
        accounts?.Subscribe(Changed);
    }

    /// <summary>The value of <c>Authorization</c> for requests of a domain; null when it has no account here.</summary>
    public async Task<string?> AuthorizationAsync(string domain, CancellationToken cancellationToken)
    {
        ResourceName name = new(domain, domain);
        if (await _client.GetAsync(Kinds.ServiceAccount, name, cancellationToken) is not { } account)
        {
            _issued.TryRemove(domain, out _);
            return null;
        }

        if (!_issued.TryGetValue(domain, out IssuedToken? token) || token.AccountUid != account.Metadata.Uid || !IsFresh(token))
        {
            token = await IssueAsync(name, account.Metadata.Uid, cancellationToken);
            _issued[domain] = token;
        }

        return $"Bearer {token.Text}";
    }

    /// <summary>Calls back once when the domain's account goes or is made anew, until disposed of.</summary>
    public CancellationTokenRegistration OnRevoked(string domain, Action revoked) =>
        _ends.GetOrAdd(domain, _ => new CancellationTokenSource()).Token.UnsafeRegister(static end => ((Action?)end)?.Invoke(), revoked);

    private void Changed(ServiceAccount? old, ServiceAccount? current)
    {
        if (old is { Metadata: { Name: { } name, Namespace: { } @namespace } } && name == @namespace && current?.Metadata.Uid != old.Metadata.Uid
            && _ends.TryRemove(name, out CancellationTokenSource? end))
        {
            _ = end.CancelAsync();
        }
    }

    // The API server judges a token by the clock: one of before a change of the clock may be from its future, or be old at once.
    private bool IsFresh(IssuedToken token)
    {
        TimeSpan age = _time.GetUtcNow() - token.IssuedAt;
        return age >= TimeSpan.Zero && age < Life / 2 && _time.GetElapsedTime(token.Issued) < Life / 2;
    }

    private async Task<IssuedToken> IssueAsync(ResourceName account, string? uid, CancellationToken cancellationToken)
    {
        TokenRequest request = new()
        {
            ApiVersion = "authentication.k8s.io/v1",
            Kind = "TokenRequest",
            Spec = new TokenRequestSpec { ExpirationSeconds = (long)Life.TotalSeconds },
        };
        TokenRequest answer = await _client.PostAsync(Kinds.ServiceAccount, account, "token", request, ModelJsonContext.Default.TokenRequest, cancellationToken);
        string text = answer.Status?.Token
            ?? throw new ResourceException(System.Net.HttpStatusCode.InternalServerError, "InternalError", $"the API server answered the token request of account {account} without a token");
        return new IssuedToken(text, uid, _time.GetUtcNow(), _time.GetTimestamp());
    }

    private sealed record IssuedToken(string Text, string? AccountUid, DateTimeOffset IssuedAt, long Issued);
}
