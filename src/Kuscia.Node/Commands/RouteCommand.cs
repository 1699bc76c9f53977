using System.CommandLine;
using Kuscia.Gateway.Invitations;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Node.Commands;

/// <summary><c>kuscia route join</c>: what <c>scripts/deploy/join_to_host.sh</c> does.</summary>
internal static class RouteCommand
{
    private static readonly string[] AuthenticationTypes = ["Token", "MTLS", "None"];

    public static Command Create()
    {
        Argument<string> self = new("SELF_DOMAIN_ID") { Description = "the source of the route" };
        Argument<string> host = new("HOST_DOMAIN_ID") { Description = "the destination of the route" };
        Argument<string> endpoint = new("HOST_ENDPOINT") { Description = "[http(s)://]host[:port][/path] of the destination's gateway (port 1080 or its mapping)" };
        Option<string> protocol = new("-p") { Description = "interconnection protocol", DefaultValueFactory = _ => "kuscia" };
        Option<string> authentication = new("-a") { Description = "authentication: MTLS, Token or None (only Token routes are made)", DefaultValueFactory = _ => "Token" };
        Option<string> token = new("-t") { Description = "bearer token to add to requests", DefaultValueFactory = _ => "" };
        Option<string> transit = new("-x") { Description = "transit domain", DefaultValueFactory = _ => "" };
        Option<string> insecure = new("-k") { Description = "accepted for compatibility", DefaultValueFactory = _ => "" };
        Option<string> interconn = new("-i") { Description = "accepted for compatibility", DefaultValueFactory = _ => "" };
        Command join = new("join", "Authorise the way from this domain to a partner") { self, host, endpoint, protocol, authentication, token, transit, insecure, interconn };
        join.SetAction(async (result, cancellationToken) =>
        {
            if (!AuthenticationTypes.Contains(result.GetValue(authentication)))
            {
                throw new CommandException($"-a: '{result.GetValue(authentication)}' is not allowed; it must be MTLS, Token or None");
            }

            await JoinAsync(
                result.GetValue(self) ?? "", result.GetValue(host) ?? "", result.GetValue(endpoint) ?? "", result.GetValue(protocol) ?? "", result.GetValue(token) ?? "",
                result.GetValue(transit) ?? "", cancellationToken);
            return 0;
        });
        return new Command("route", "Routes between domains") { join };
    }

    private static async Task JoinAsync(string self, string host, string endpoint, string protocol, string token, string transit, CancellationToken cancellationToken)
    {
        RouteEndpoint target = ParseEndpoint(endpoint);
        foreach ((string argument, string id) in (ReadOnlySpan<(string, string)>)[("SELF_DOMAIN_ID", self), ("HOST_DOMAIN_ID", host), .. transit.Length == 0 ? [] : new[] { ("-x", transit) }])
        {
            if (DomainNames.Fault(id) is { } fault)
            {
                throw new CommandException($"{argument}: {fault}");
            }
        }

        using NodeRoot root = NodeRoot.Open();
        ClusterDomainRoute route = PartnerDraft.RouteOf(self, host, target);
        route = route with
        {
            Spec = (route.Spec ?? new DomainRouteSpec()) with
            {
                InterConnProtocol = protocol,
                RequestHeadersToAdd = token.Length == 0 ? null : new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" },
                Transit = transit.Length == 0 ? null : new RouteTransit { TransitMethod = "THIRD-DOMAIN", Domain = new TransitDomain { DomainID = transit } },
            },
        };
        await root.ApplyAsync(Kinds.ClusterDomainRoute, route, cancellationToken);
    }

    /// <summary>Splits <c>[scheme://]host[:port][/path]</c>; the scheme decides TLS and the default port (443 or 80).</summary>
    internal static RouteEndpoint ParseEndpoint(string endpoint) =>
        RouteAddress.Parse(endpoint) ?? throw new CommandException($"HOST_ENDPOINT: '{endpoint}' is not allowed; it must be [http(s)://]host[:port][/path], for example https://192.168.1.20:11080");
}
