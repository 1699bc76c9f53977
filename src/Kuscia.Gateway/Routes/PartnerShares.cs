using System.Security.Cryptography;
using Kuscia.Gateway.Access;
using Kuscia.Hosting.Listeners;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Routes;

/// <summary>
/// The admissions of all partners. An admission goes on from one route table to the next while the DomainRoute is the same object, lets in the same way, and shares a
/// token with the one before: a token that rolls is no revocation. Used by the builder of tables only, one at a time.
/// </summary>
internal sealed class PartnerShares(GatewayOptions options, ListenerLimits external, TimeProvider time)
{
    private readonly int _connections = options.Partners.Connections ?? Math.Clamp(external.Total / 4, 64, 1024);
    private readonly Dictionary<string, Admission> _admissions = new(StringComparer.Ordinal);
    private readonly List<PartnerShare> _over = [];

    /// <summary>The admission of the route's source, a new one when the one before is over.</summary>
    public PartnerShare For(DomainRoute route, IReadOnlyList<byte[]> tokens)
    {
        string source = route.Spec?.Source ?? "";
        string manner = Manner(route);
        if (_admissions.TryGetValue(source, out Admission? known))
        {
            if (known.Manner == manner && Continues(known.Tokens, tokens))
            {
                _admissions[source] = known with { Tokens = tokens };
                return known.Share;
            }

            _over.Add(known.Share);
        }

        PartnerShare share = new(source, options.Partners, _connections, time);
        _admissions[source] = new Admission(manner, tokens, share);
        return share;
    }

    /// <summary>Ends the admissions that the table in force no longer has.</summary>
    public void Retain(IReadOnlyDictionary<string, SourceModel> inForce)
    {
        foreach ((string source, Admission admission) in _admissions)
        {
            if (!inForce.ContainsKey(source))
            {
                _over.Add(admission.Share);
            }
        }

        foreach (PartnerShare share in _over)
        {
            if (_admissions.TryGetValue(share.Source, out Admission? current) && ReferenceEquals(current.Share, share))
            {
                _admissions.Remove(share.Source);
            }

            share.EndAll($"domain {share.Source} is no longer admitted");
        }

        _over.Clear();
    }

    private static string Manner(DomainRoute route) => string.Join(
        '\n',
        [
            route.Metadata.Uid, route.Spec?.AuthenticationType, route.Spec?.TokenConfig?.SourcePublicKey, route.Spec?.MTLSConfig?.TlsCA,
            .. (route.Spec?.SourceWhiteIPList ?? []),
        ]);

    private static bool Continues(IReadOnlyList<byte[]> before, IReadOnlyList<byte[]> now)
    {
        foreach (byte[] one in before)
        {
            foreach (byte[] other in now)
            {
                if (CryptographicOperations.FixedTimeEquals(one, other))
                {
                    return true;
                }
            }
        }

        return before.Count == 0;
    }

    private sealed record Admission(string Manner, IReadOnlyList<byte[]> Tokens, PartnerShare Share);
}
