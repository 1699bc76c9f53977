using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Certificates;
using Kuscia.ApiServer.Objects;
using Kuscia.Model;
using Kuscia.Model.Descriptors;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Access;

/// <summary>Finds out who sends a request: a service-account token, a client certificate of our authority, or nobody.</summary>
internal sealed class Authenticator(ServerCertificates certificates, ServiceAccountTokens tokens, ResourceStore store, KindCatalog catalog, TimeProvider time)
{
    private const string Bearer = "Bearer ";
    private static readonly object ConnectionKey = new();
    private readonly KindDescriptor? _accounts = catalog.Find("", "v1", "serviceaccounts");
    private readonly KindDescriptor? _domains = catalog.Find(Kinds.KusciaGroup, Kinds.Domain.Version, Kinds.Domain.Plural);

    /// <summary>The caller; null when credentials were given but are not good.</summary>
    public async Task<UserInfo?> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        string? authorization = context.Request.Headers.Authorization;
        if (authorization is not null && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return (await ReviewAsync(authorization[Bearer.Length..].Trim(), ServiceAccountTokens.OwnAudiences, cancellationToken))?.User;
        }

        return context.Connection.ClientCertificate is X509Certificate2 certificate ? FromConnection(context, certificate) : UserInfo.Anonymous;
    }

    /// <summary>
    /// Who a token stands for and which of the audiences it is for; null when it is bad, expired, for none of them, or when its account, the account's Domain or what it is bound to
    /// is gone or was made anew.
    /// </summary>
    public async Task<(UserInfo User, IReadOnlyList<string> Audiences)?> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        if (tokens.Read(token) is not ServiceAccountClaims claims)
        {
            return null;
        }

        string[] common = [.. audiences.Where(claims.Audiences.Contains)];
        bool good = common.Length > 0 && await IsAccountAsync(claims.Namespace, claims.Name, claims.Uid, cancellationToken)
            && (claims.Bound is null || await IsThereAsync(claims.Namespace, claims.Bound, cancellationToken));
        if (!good)
        {
            return null;
        }

        string[] groups = ["system:serviceaccounts", $"system:serviceaccounts:{claims.Namespace}", UserInfo.AuthenticatedGroup];
        return (new UserInfo(UserInfo.OfAccount(claims.Namespace, claims.Name), groups, claims.Uid) { Bound = claims.Bound }, common);
    }

    /// <summary>True while a caller who was authenticated may still be believed: a service account must be there, and what its token is bound to.</summary>
    public async Task<bool> IsInForceAsync(UserInfo caller, CancellationToken cancellationToken)
    {
        if (caller.Uid is not string uid || caller.Name.Split(':') is not ["system", "serviceaccount", string @namespace, string name])
        {
            return true;
        }

        return await IsAccountAsync(@namespace, name, uid, cancellationToken) && (caller.Bound is null || await IsThereAsync(@namespace, caller.Bound, cancellationToken));
    }

    private async Task<bool> IsAccountAsync(string @namespace, string name, string uid, CancellationToken cancellationToken)
    {
        StoredObject? account = _accounts is null ? null : await store.GetAsync(_accounts, @namespace, name, cancellationToken);
        return account is not null && account.Uid == uid && await HasDomainAsync(account, cancellationToken);
    }

    // The account of a Domain goes with it, but only when the garbage collector comes by; the right to it ends at once.
    private async Task<bool> HasDomainAsync(StoredObject account, CancellationToken cancellationToken)
    {
        if (_domains is null || !account.Metadata.TryGetProperty("ownerReferences", out JsonElement owners) || owners.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        foreach (JsonElement owner in owners.EnumerateArray())
        {
            if (Text(owner, "kind") != Kinds.Domain.Kind || Text(owner, "apiVersion") != Kinds.Domain.ApiVersion)
            {
                continue;
            }

            StoredObject? domain = await store.GetAsync(_domains, null, Text(owner, "name"), cancellationToken);
            if (domain is null || domain.IsBeingDeleted || domain.Uid != Text(owner, "uid"))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> IsThereAsync(string @namespace, BoundObject bound, CancellationToken cancellationToken) =>
        catalog.Find("", "v1", bound.Plural) is KindDescriptor kind && (await store.GetAsync(kind, @namespace, bound.Name, cancellationToken))?.Uid == bound.Uid;

    private static string Text(JsonElement value, string member) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() ?? "" : "";

    // A connection keeps its certificate: check it once.
    private UserInfo? FromConnection(HttpContext context, X509Certificate2 certificate)
    {
        IDictionary<object, object?>? items = context.Features.Get<IConnectionItemsFeature>()?.Items;
        lock (certificate)
        {
            if (items is not null && items.TryGetValue(ConnectionKey, out object? known) && time.GetUtcNow().UtcDateTime < certificate.NotAfter.ToUniversalTime())
            {
                return known as UserInfo;
            }

            UserInfo? user = FromCertificate(certificate);
            if (items is not null)
            {
                items[ConnectionKey] = user;
            }

            return user;
        }
    }

    private UserInfo? FromCertificate(X509Certificate2 certificate)
    {
        if (!certificates.ClientAuthority.Vouches(certificate, time))
        {
            return null;
        }

        string? name = null;
        List<string> groups = new();
        foreach (X500RelativeDistinguishedName part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements)
            {
                continue;
            }

            string? value = Value(part);
            switch (part.GetSingleElementType().Value)
            {
                case "2.5.4.3":
                    name = value;
                    break;
                case "2.5.4.10" when value is not null:
                    groups.Add(value);
                    break;
            }
        }

        groups.Add(UserInfo.AuthenticatedGroup);
        return string.IsNullOrEmpty(name) ? null : new UserInfo(name, groups);
    }

    private static string? Value(X500RelativeDistinguishedName part)
    {
        try
        {
            return part.GetSingleElementValue();
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
