using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Gateway.Routes;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Handshake;

/// <summary>
/// Puts a new token of a source in force: here first, then written down, then on every live gateway of the domain. Only after that the source learns it, so no
/// request of the source can meet a gateway that does not know its token.
/// </summary>
internal sealed class TokenCommit(GatewayOptions options, RouteSources sources, IResourceClient client, TokenCipher cipher, PendingTokens pending, TimeProvider time)
{
    private const int Attempts = 5;

    /// <summary>What came of it: no revision when the object kept changing or is gone; not installed when a gateway of the domain did not follow in time.</summary>
    public async Task<(long? Revision, DateTimeOffset Expiration, bool IsInstalled)> ExecuteAsync(DomainRouteSpec spec, string name, byte[] token, CancellationToken cancellationToken)
    {
        string recorded = cipher.EncryptToSelf(token);
        TimeSpan period = TimeSpan.FromSeconds(spec.TokenConfig?.RollingUpdatePeriod ?? 0);
        DateTimeOffset expiration = period == TimeSpan.Zero ? time.GetUtcNow().AddYears(100) : time.GetUtcNow() + (2 * period);
        long? revision = await RecordAsync(name, recorded, Convert.ToBase64String(token), expiration, cancellationToken);
        CryptographicOperations.ZeroMemory(token);
        if (revision is null)
        {
            pending.Drop(name);
            return (null, expiration, false);
        }

        bool isInstalled = await sources.WaitForRouteAsync(
            name,
            r => r?.Status?.TokenStatus?.Tokens?.Any(t => t.Token == recorded && t.IsReady) == true,
            options.Timing.CommitTimeout,
            time,
            cancellationToken);
        return (revision, expiration, isInstalled);
    }

    /// <summary>Puts the token in force here, then writes it down; null when the object keeps changing under the pen or is gone.</summary>
    private async Task<long?> RecordAsync(string name, string recorded, string text, DateTimeOffset expiration, CancellationToken cancellationToken)
    {
        ResourceName identityName = new(options.DomainId, name);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            DomainRoute? route = await client.GetAsync(Kinds.DomainRoute, identityName, cancellationToken);
            if (route is null)
            {
                return null;
            }

            DomainRouteTokenStatus? status = route.Status?.TokenStatus;
            long listed = status?.Tokens is [.., { } newest] ? newest.Revision ?? 0 : 0;
            long revision = Math.Max(status?.RevisionToken?.Revision ?? 0, listed) + 1;
            pending.Put(name, new PendingToken(route.Metadata.Uid, revision, recorded, text));
            try
            {
                JsonObject patch = RevisionPatch(route, recorded, revision, expiration);
                await client.PatchFromAsync(Kinds.DomainRoute, route, patch, "status", cancellationToken);
                return revision;
            }
            catch (ResourceException e) when (e.IsConflict)
            {
                // Somebody wrote in between: read again and take the next revision from what stands there now.
            }
        }

        return null;
    }

    private JsonObject RevisionPatch(DomainRoute route, string recorded, long revision, DateTimeOffset expiration) => new()
    {
        ["metadata"] = new JsonObject { ["resourceVersion"] = route.Metadata.ResourceVersion },
        ["status"] = new JsonObject
        {
            ["isDestinationAuthorized"] = route.Status?.IsDestinationAuthorized ?? false,
            ["isDestinationUnreachable"] = route.Status?.IsDestinationUnreachable ?? false,
            ["tokenStatus"] = new JsonObject
            {
                ["revisionToken"] = new JsonObject
                {
                    ["token"] = recorded,
                    ["revision"] = revision,
                    ["isReady"] = false,
                    ["revisionTime"] = KubernetesTimeConverter.ToText(time.GetUtcNow()),
                    ["expirationTime"] = KubernetesTimeConverter.ToText(expiration),
                    ["effectiveInstances"] = new JsonArray(options.InstanceName),
                    ["heartBeatTime"] = null,
                },
            },
        },
    };
}
