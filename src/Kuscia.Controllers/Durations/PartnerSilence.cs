using Kuscia.Client.Informers;
using Kuscia.Client.Parties;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Durations;

/// <summary>
/// Tells which partners cannot be heard: those to which no route in either direction is ready. The gateways probe the routes of both directions every few
/// seconds, so this holds without any word about a job. A partner without any route is none of ours to judge.
/// </summary>
internal sealed class PartnerSilence(IInformer<ClusterDomainRoute> routes, PartyDirectory parties, TimeProvider time)
{
    private readonly StartTimes _outages = new(time);

    /// <summary>The silent ones among some domains, and since when their last route has been down.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Among(IEnumerable<string> domains)
    {
        Dictionary<string, DateTimeOffset> silent = [];
        IReadOnlyCollection<ClusterDomainRoute>? all = null;
        foreach (string domain in domains)
        {
            PartyInfo party = parties.Find(domain);
            if (party.IsPartner && Since(party, all ??= routes.List()) is { } since)
            {
                silent[domain] = since;
            }
        }

        return silent;
    }

    /// <summary>True when a change of a route may have made a partner silent or heard.</summary>
    public static bool Turned(ClusterDomainRoute? old, ClusterDomainRoute? current) => Ready(old)?.Status != Ready(current)?.Status;

    private DateTimeOffset? Since(PartyInfo partner, IReadOnlyCollection<ClusterDomainRoute> all)
    {
        DateTimeOffset? since = null;
        foreach (ClusterDomainRoute route in all)
        {
            if (!Joins(route, partner) || Ready(route) is not { } ready)
            {
                continue;
            }

            string name = route.Metadata.Name ?? "";
            if (ready.Status == "True" || ready.LastTransitionTime is not { } transition)
            {
                _outages.Forget(name);
                return null;
            }

            DateTimeOffset down = _outages.Of(name, transition);
            since = since > down ? since : down;
        }

        return since;
    }

    private bool Joins(ClusterDomainRoute route, PartyInfo partner)
    {
        string source = route.Spec?.Source ?? "";
        string destination = route.Spec?.Destination ?? "";
        string? own = IsSide(source, partner) ? destination : IsSide(destination, partner) ? source : null;
        return own is not null && !parties.Find(own).IsPartner;
    }

    private static bool IsSide(string domain, PartyInfo partner) => domain == partner.DomainId || domain == partner.Master;

    private static Condition? Ready(ClusterDomainRoute? route) => route?.Status?.Conditions.Find("Ready");
}
