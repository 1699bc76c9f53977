using Kuscia.Api.Http;
using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Routes;

/// <summary>Route queries.</summary>
internal sealed class RouteOperations(IResourceClient client)
{
    private static readonly ApiJsonContext Json = ApiJsonContext.Default;

    public IEnumerable<ApiOperation> All() =>
    [
        ApiOperation.Create("/api/v1/route/query", Json.RouteRequest, Json.ReplyRouteData, QueryAsync),
        ApiOperation.Create("/api/v1/route/status/batchQuery", Json.BatchRouteRequest, Json.ReplyBatchRouteData, BatchAsync),
    ];

    private async Task<Reply<RouteData>> QueryAsync(RouteRequest request, CancellationToken cancellationToken)
    {
        (ClusterDomainRoute? route, Reply<RouteData>? failure) = await FindAsync<RouteData>(request, ErrorCodes.QueryRoute, cancellationToken);
        return route is null ? failure ?? Replies.Fail<RouteData>(ErrorCodes.QueryRoute, "no route") : Replies.Of(Describe(route));
    }

    private async Task<Reply<BatchRouteData>> BatchAsync(BatchRouteRequest request, CancellationToken cancellationToken)
    {
        List<RouteStateMessage> states = [];
        foreach (RouteRequest key in request.RouteKeys)
        {
            (ClusterDomainRoute? route, Reply<BatchRouteData>? failure) = await FindAsync<BatchRouteData>(key, ErrorCodes.QueryRouteStatus, cancellationToken);
            if (route is null)
            {
                return failure ?? Replies.Fail<BatchRouteData>(ErrorCodes.QueryRouteStatus, "no route");
            }

            states.Add(new RouteStateMessage { Name = route.Metadata.Name ?? "", Source = key.Source, Destination = key.Destination, Status = StateOf(route) });
        }

        return Replies.Of(new BatchRouteData { Routes = states });
    }

    private async Task<(ClusterDomainRoute? Route, Reply<T>? Failure)> FindAsync<T>(RouteRequest request, int code, CancellationToken cancellationToken)
        where T : class
    {
        if (RequestCheck.First(RequestCheck.Given("source", request.Source), RequestCheck.Given("destination", request.Destination)) is { } fault)
        {
            return (null, Replies.Fail<T>(ErrorCodes.RequestInvalid, fault));
        }

        string name = $"{request.Source}-{request.Destination}";
        try
        {
            ClusterDomainRoute? route = await client.GetAsync(Kinds.ClusterDomainRoute, ResourceName.Cluster(name), cancellationToken);
            return route is null
                ? (null, Replies.Fail<T>(ErrorCodes.RouteNotExists, $"clusterdomainroutes.kuscia.secretflow \"{name}\" not found"))
                : (route, null);
        }
        catch (ResourceException e)
        {
            return (null, Replies.Fail<T>(code, e.Message));
        }
    }

    private static RouteStatusMessage StateOf(ClusterDomainRoute route)
    {
        Condition? ready = route.Status?.Conditions?.FirstOrDefault(c => c.Type == "Ready");
        return ready?.Status == "True"
            ? new RouteStatusMessage { Status = "Succeeded" }
            : new RouteStatusMessage
            {
                Status = "Failed",
                Reason = ready is null ? "" : $"LastUpdateAt={RequestCheck.Time(ready.LastUpdateTime)}, Message={ready.Message}, Reason:{ready.Reason}",
            };
    }

    private static RouteData Describe(ClusterDomainRoute route) => new()
    {
        Name = route.Metadata.Name ?? "",
        Source = route.Spec?.Source ?? "",
        Destination = route.Spec?.Destination ?? "",
        AuthenticationType = route.Spec?.AuthenticationType ?? "",
        Endpoint = route.Spec?.Endpoint is { } endpoint ? Describe(endpoint) : null,
        TokenConfig = route.Spec?.TokenConfig is { } token
            ? new TokenConfigMessage
            {
                DestinationPublicKey = token.DestinationPublicKey ?? "",
                SourcePublicKey = token.SourcePublicKey ?? "",
                RollingUpdatePeriod = token.RollingUpdatePeriod ?? 0,
                TokenGenMethod = token.TokenGenMethod ?? "",
            }
            : null,
        MtlsConfig = route.Spec?.MTLSConfig is { } mtls ? new MtlsConfigMessage { TlsCa = mtls.TlsCA ?? "", SourceClientCert = mtls.SourceClientCert ?? "" } : null,
        Transit = route.Spec?.Transit is { } transit
            ? new TransitMessage
            {
                TransitMethod = transit.TransitMethod ?? "",
                Domain = transit.Domain is { } domain ? new TransitDomainMessage { DomainId = domain.DomainID ?? "" } : null,
            }
            : null,
        BodyEncryption = route.Spec?.BodyEncryption is { } body ? new BodyEncryptionMessage { Algorithm = body.Algorithm ?? "" } : null,
        Status = StateOf(route),
    };

    private static RouteEndpointMessage Describe(RouteEndpoint endpoint) => new()
    {
        Host = endpoint.Host ?? "",
        Ports =
        [
            .. (endpoint.Ports ?? []).Select(p => new EndpointPortMessage
            {
                Name = p.Name ?? "",
                Port = p.Port ?? 0,
                Protocol = p.Protocol ?? "",
                IsTls = p.IsTLS ?? false,
                PathPrefix = p.PathPrefix ?? "",
            }),
        ],
    };
}
