using Kuscia.Api.Domains;
using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Runtime.Client;

namespace Kuscia.Api.Routes;

/// <summary>Routes between domains. There is no update: delete and create again.</summary>
internal sealed class RouteOperations(IResourceClient client)
{
    private const string Prefix = "/api/v1/route/";

    private static readonly ApiJsonContext Json = ApiJsonContext.Default;

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<CreateRouteRequest, RouteNameData>(Prefix + "create", Json, new FailureCodes(ErrorCodes.CreateRoute) { AlreadyExists = ErrorCodes.RouteExists }, CreateAsync),
        Operation.Create<RouteRequest>(Prefix + "delete", Json, new FailureCodes(ErrorCodes.DeleteRoute) { NotFound = ErrorCodes.RouteNotExists }, DeleteAsync),
        Operation.Create<RouteRequest, RouteData>(Prefix + "query", Json, ErrorCodes.QueryRoute, QueryAsync),
        Operation.Create<BatchRouteRequest, BatchRouteData>(Prefix + "status/batchQuery", Json, ErrorCodes.QueryRouteStatus, BatchAsync),
    ];

    private async Task<Reply<RouteNameData>> CreateAsync(CreateRouteRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RouteCheck.Require(request);
        caller.Require(request.Destination, $"the route to {request.Destination}");
        foreach (string domain in new[] { request.Source, request.Destination })
        {
            await RequireDomainAsync(domain, cancellationToken);
        }

        ClusterDomainRoute created = await client.CreateAsync(Kinds.ClusterDomainRoute, RouteMapping.ToResource(request), cancellationToken);
        return Replies.Of(new RouteNameData { Name = created.Metadata.Name ?? "" });
    }

    private async Task<Reply> DeleteAsync(RouteRequest request, Caller caller, CancellationToken cancellationToken)
    {
        ResourceName name = NameOf(request);
        caller.Require(request.Destination, $"the route to {request.Destination}");
        ClusterDomainRoute route = await StoredAsync(name, request, cancellationToken);
        await client.DeleteAsync(Kinds.ClusterDomainRoute, name, route.Metadata.Uid, cancellationToken);
        return Reply.Ok;
    }

    private async Task<Reply<RouteData>> QueryAsync(RouteRequest request, Caller caller, CancellationToken cancellationToken) =>
        Replies.Of(RouteMapping.Describe(await FindAsync(request, caller, cancellationToken)));

    // The first failure fails the whole call.
    private async Task<Reply<BatchRouteData>> BatchAsync(BatchRouteRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.Require(request.RouteKeys.Count == 0 ? "Field \"route_keys\" must name at least one route" : null);
        List<RouteStateMessage> states = [];
        foreach (RouteRequest key in request.RouteKeys)
        {
            ClusterDomainRoute route = await FindAsync(key, caller, cancellationToken);
            states.Add(new RouteStateMessage { Name = route.Metadata.Name ?? "", Source = key.Source, Destination = key.Destination, Status = RouteMapping.StateOf(route) });
        }

        return Replies.Of(new BatchRouteData { Routes = states });
    }

    private async Task<ClusterDomainRoute> FindAsync(RouteRequest request, Caller caller, CancellationToken cancellationToken)
    {
        ResourceName name = NameOf(request);
        if (!caller.Owns(request.Source))
        {
            caller.Require(request.Destination, $"route {name.Name}");
        }

        return await StoredAsync(name, request, cancellationToken);
    }

    // a to b-c and a-b to c share a name: whoever may see the one need not see the other.
    private async Task<ClusterDomainRoute> StoredAsync(ResourceName name, RouteRequest request, CancellationToken cancellationToken)
    {
        ClusterDomainRoute? route = await client.GetAsync(Kinds.ClusterDomainRoute, name, cancellationToken);
        bool isMeant = route?.Spec?.Source == request.Source && route.Spec.Destination == request.Destination;
        return isMeant && route is not null ? route : throw new OperationFaultException(ErrorCodes.RouteNotExists, NotFound(name));
    }

    private async Task RequireDomainAsync(string domain, CancellationToken cancellationToken)
    {
        if (await client.GetAsync(Kinds.Domain, ResourceName.Cluster(domain), cancellationToken) is null)
        {
            throw new OperationFaultException(ErrorCodes.DomainNotExists, DomainOperations.NotFound(domain));
        }
    }

    private static ResourceName NameOf(RouteRequest request)
    {
        RequestCheck.Require(RequestCheck.Name("source", request.Source), RequestCheck.Name("destination", request.Destination));
        return ResourceName.Cluster($"{request.Source}-{request.Destination}");
    }

    private static string NotFound(ResourceName name) => $"clusterdomainroutes.kuscia.secretflow \"{name.Name}\" not found";
}
