using Google.Protobuf.Reflection;
using Kuscia.Api.Domains;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using ClusterDomainRoute = Kuscia.Model.Resources.ClusterDomainRoute;
using Task = System.Threading.Tasks.Task;

namespace Kuscia.Api.Routes;

/// <summary>Routes between domains. There is no update: delete and create again.</summary>
internal sealed class RouteOperations(IResourceClient client)
{
    private const string Prefix = "/api/v1/route/";

    private static readonly ServiceDescriptor Service = DomainRouteReflection.Descriptor.Services[0];

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<CreateDomainRouteRequest, CreateDomainRouteResponse>(
            Prefix + "create", Service, new FailureCodes(ErrorCodes.CreateRoute) { AlreadyExists = ErrorCodes.RouteExists }, CreateAsync),
        Operation.Create<DeleteDomainRouteRequest, DeleteDomainRouteResponse>(
            Prefix + "delete", Service, new FailureCodes(ErrorCodes.DeleteRoute) { NotFound = ErrorCodes.RouteNotExists }, DeleteAsync),
        Operation.Create<QueryDomainRouteRequest, QueryDomainRouteResponse>(Prefix + "query", Service, ErrorCodes.QueryRoute, QueryAsync),
        Operation.Create<BatchQueryDomainRouteStatusRequest, BatchQueryDomainRouteStatusResponse>(Prefix + "status/batchQuery", Service, ErrorCodes.QueryRouteStatus, BatchAsync),
    ];

    private async Task<CreateDomainRouteResponse> CreateAsync(CreateDomainRouteRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RouteCheck.Require(request);
        RequireOwn(caller, request.Destination);
        foreach (string domain in new[] { request.Source, request.Destination })
        {
            await RequireDomainAsync(domain, cancellationToken);
        }

        // Without data, as the originals answer: the name is SOURCE-DESTINATION.
        await client.CreateAsync(Kinds.ClusterDomainRoute, RouteMapping.ToResource(request), cancellationToken);
        return new CreateDomainRouteResponse();
    }

    private async Task<DeleteDomainRouteResponse> DeleteAsync(DeleteDomainRouteRequest request, Caller caller, CancellationToken cancellationToken)
    {
        ResourceName name = NameOf(request.Source, request.Destination);
        RequireOwn(caller, request.Destination);
        ClusterDomainRoute route = await StoredAsync(name, request.Source, request.Destination, cancellationToken);
        await client.DeleteAsync(Kinds.ClusterDomainRoute, name, route.Metadata.Uid, cancellationToken);
        return new DeleteDomainRouteResponse();
    }

    private async Task<QueryDomainRouteResponse> QueryAsync(QueryDomainRouteRequest request, Caller caller, CancellationToken cancellationToken) =>
        new() { Data = RouteMapping.Describe(await FindAsync(request.Source, request.Destination, caller, cancellationToken)) };

    // The first failure fails the whole call.
    private async Task<BatchQueryDomainRouteStatusResponse> BatchAsync(BatchQueryDomainRouteStatusRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(request.RouteKeys.Count == 0 ? "DomainRoute keys can not be empty" : null);
        BatchQueryDomainRouteStatusResponseData states = new();
        foreach (DomainRouteKey key in request.RouteKeys)
        {
            ClusterDomainRoute route = await FindAsync(key.Source, key.Destination, caller, cancellationToken);
            states.Routes.Add(new DomainRouteStatus { Name = route.Metadata.Name ?? "", Source = key.Source, Destination = key.Destination, Status = RouteMapping.StateOf(route) });
        }

        return new BatchQueryDomainRouteStatusResponse { Data = states };
    }

    private async Task<ClusterDomainRoute> FindAsync(string source, string destination, Caller caller, CancellationToken cancellationToken)
    {
        ResourceName name = NameOf(source, destination);
        if (!caller.Owns(source))
        {
            caller.Require(destination, $"domain's kusciaAPI could only query DomainRoute with itself, domain:{caller.Domain} ,destination:{destination},source:{source}");
        }

        return await StoredAsync(name, source, destination, cancellationToken);
    }

    // a to b-c and a-b to c share a name: whoever may see the one need not see the other.
    private async Task<ClusterDomainRoute> StoredAsync(ResourceName name, string source, string destination, CancellationToken cancellationToken)
    {
        ClusterDomainRoute? route = await client.GetAsync(Kinds.ClusterDomainRoute, name, cancellationToken);
        bool isMeant = route?.Spec?.Source == source && route.Spec.Destination == destination;
        return isMeant && route is not null ? route : throw new OperationFaultException(ErrorCodes.RouteNotExists, NotFound(name));
    }

    private async Task RequireDomainAsync(string domain, CancellationToken cancellationToken)
    {
        if (await client.GetAsync(Kinds.Domain, ResourceName.Cluster(domain), cancellationToken) is null)
        {
            throw new OperationFaultException(ErrorCodes.DomainNotExists, DomainOperations.NotFound(domain));
        }
    }

    private static void RequireOwn(Caller caller, string destination) => caller.Require(
        destination, $"domain's kusciaAPI could only operate DomainRoute with destination is itself, request.Destination must be {caller.Domain} not {destination}");

    private static ResourceName NameOf(string source, string destination)
    {
        RouteCheck.Require(source, destination);
        return ResourceName.Cluster($"{source}-{destination}");
    }

    private static string NotFound(ResourceName name) => $"clusterdomainroutes.kuscia.secretflow \"{name.Name}\" not found";
}
