using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Kuscia.ApiServer.Resources;
using Kuscia.ApiServer.Server;
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

    /// <summary>The caller; null when credentials were given but are not good.</summary>
    public async Task<UserInfo?> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        string? authorization = context.Request.Headers.Authorization;
        if (authorization is not null && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return (await ReviewAsync(authorization[Bearer.Length..].Trim(), cancellationToken))?.User;
        }

        return context.Connection.ClientCertificate is X509Certificate2 certificate ? FromConnection(context, certificate) : UserInfo.Anonymous;
    }

    /// <summary>Who a token stands for, or null: bad, expired, or the account is gone or was made anew.</summary>
    public async Task<(UserInfo User, ServiceAccountClaims Claims)?> ReviewAsync(string token, CancellationToken cancellationToken)
    {
        if (_accounts is null || tokens.Read(token) is not ServiceAccountClaims claims)
        {
            return null;
        }

        StoredObject? account = await store.GetAsync(_accounts, claims.Namespace, claims.Name, cancellationToken);
        if (account is null || account.Uid != claims.Uid)
        {
            return null;
        }

        string[] groups = ["system:serviceaccounts", $"system:serviceaccounts:{claims.Namespace}", UserInfo.AuthenticatedGroup];
        return (new UserInfo($"system:serviceaccount:{claims.Namespace}:{claims.Name}", groups, claims.Uid), claims);
    }

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
        var groups = new List<string>();
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
