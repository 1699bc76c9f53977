using System.Collections.Concurrent;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Runtime.Client;

namespace Kuscia.Gateway.Routing;

/// <summary>
/// What lets a partner's requests act as its service account on the API server here: short-lived tokens, asked for when they are needed, renewed long before
/// they expire, held in memory only. Thread-safe.
/// </summary>
internal sealed class AccountTokens(IResourceClient client, TimeProvider time)
{
    // A watch may last longer than this: the API server checks a token when the request begins.
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, IssuedToken> _issued = new(StringComparer.Ordinal);

    /// <summary>The value of <c>Authorization</c> for requests of a domain; null when it has no account here.</summary>
    public async Task<string?> AuthorizationAsync(string domain, CancellationToken cancellationToken)
    {
        ResourceName name = new(domain, domain);
        if (await client.GetAsync(Kinds.ServiceAccount, name, cancellationToken) is not { } account)
        {
            _issued.TryRemove(domain, out _);
            return null;
        }

        if (!_issued.TryGetValue(domain, out IssuedToken? token) || token.AccountUid != account.Metadata.Uid || time.GetUtcNow() >= token.RenewAt)
        {
            token = await IssueAsync(name, account.Metadata.Uid, cancellationToken);
            _issued[domain] = token;
        }

        return $"Bearer {token.Text}";
    }

    private async Task<IssuedToken> IssueAsync(ResourceName account, string? uid, CancellationToken cancellationToken)
    {
        TokenRequest request = new()
        {
            ApiVersion = "authentication.k8s.io/v1",
            Kind = "TokenRequest",
            Spec = new TokenRequestSpec { ExpirationSeconds = (long)Life.TotalSeconds },
        };
        TokenRequest answer = await client.PostAsync(Kinds.ServiceAccount, account, "token", request, ModelJsonContext.Default.TokenRequest, cancellationToken);
        string text = answer.Status?.Token
            ?? throw new ResourceException(System.Net.HttpStatusCode.InternalServerError, "InternalError", $"the API server answered the token request of account {account} without a token");
        return new IssuedToken(text, uid, time.GetUtcNow() + (Life / 2));
    }

    private sealed record IssuedToken(string Text, string? AccountUid, DateTimeOffset RenewAt);
}
