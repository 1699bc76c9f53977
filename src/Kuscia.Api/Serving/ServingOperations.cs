using Google.Protobuf.Reflection;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using Task = System.Threading.Tasks.Task;

namespace Kuscia.Api.Serving;

/// <summary>Long-running services of several parties.</summary>
internal sealed class ServingOperations(IResourceClient client, KusciaApiOptions options)
{
    private const string Prefix = "/api/v1/serving/";
    private const string Foreign = "domain's kuscia api could only handle the serving that the domain as a participant in the serving";

    private static readonly ServiceDescriptor Service = ServingReflection.Descriptor.Services[0];

    private readonly ServingCheck _check = new(options);
    private readonly ServingImages _images = new(client);
    private readonly ServingDescription _description = new(client);

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<CreateServingRequest, CreateServingResponse>(Prefix + "create", Service, ErrorCodes.CreateServing, CreateAsync),
        Operation.Create<QueryServingRequest, QueryServingResponse>(Prefix + "query", Service, ErrorCodes.QueryServing, QueryAsync),
        Operation.Create<BatchQueryServingStatusRequest, BatchQueryServingStatusResponse>(Prefix + "status/batchQuery", Service, ErrorCodes.QueryServingStatus, BatchAsync),
        Operation.Create<UpdateServingRequest, UpdateServingResponse>(Prefix + "update", Service, ErrorCodes.UpdateServing, UpdateAsync),
        Operation.Create<DeleteServingRequest, DeleteServingResponse>(Prefix + "delete", Service, ErrorCodes.DeleteServing, DeleteAsync),
    ];

    private static ResourceName NameOf(string serving)
    {
        RequestCheck.First(RequestCheck.Filled(serving, ServingCheck.NoId));
        return new ResourceName(WellKnownNames.CrossDomainNamespace, serving);
    }

    private async Task<CreateServingResponse> CreateAsync(CreateServingRequest request, Caller caller, CancellationToken cancellationToken)
    {
        _check.Require(request);

        // On a node of one party everybody who may create a serving there speaks for that party.
        if (options.ControlPlaneOnly ? !request.Parties.Any(p => caller.Owns(p.DomainId)) : !caller.Owns(request.Initiator))
        {
            throw new OperationFaultException(ErrorCodes.NotAllowed, Foreign);
        }

        await RequireFreeNamesAsync(request, cancellationToken);
        List<IReadOnlyList<AppContainer>> containers = [];
        foreach (ServingParty party in request.Parties)
        {
            RequestCheck.First(ErrorCodes.CreateServing, ServingStrategy.Fault(party));
            containers.Add(party.Resources.Count == 0 ? [] : await AmountsAsync(party, cancellationToken));
        }

        await client.CreateAsync(Kinds.KusciaDeployment, ServingMapping.ToResource(request, containers), cancellationToken);
        return new CreateServingResponse();
    }

    private async Task<IReadOnlyList<AppContainer>> AmountsAsync(ServingParty party, CancellationToken cancellationToken)
    {
        IReadOnlyList<AppContainer> image = await _images.ContainersAsync(party.AppImage, party.Role, ErrorCodes.CreateServing, cancellationToken);
        return ServingAmounts.Apply([], party, (party.AppImage, image), ErrorCodes.CreateServing);
    }

    private async Task RequireFreeNamesAsync(CreateServingRequest request, CancellationToken cancellationToken)
    {
        string name = $"\"{WellKnownNames.CrossDomainNamespace}/{request.ServingId}\"";
        if (await client.GetAsync(Kinds.KusciaDeployment, NameOf(request.ServingId), cancellationToken) is not null)
        {
            throw new OperationFaultException(ErrorCodes.CreateServing, $"serving {name} already exists, please ensure that the name is not duplicated");
        }

        foreach (ServingParty party in request.Parties)
        {
            ResourceName deployment = new(party.DomainId, DeploymentParty.DeploymentName(request.ServingId, party.Role));
            if (await client.GetAsync(Kinds.Deployment, deployment, cancellationToken) is not null)
            {
                throw new OperationFaultException(ErrorCodes.CreateServing, $"k8s deployment {name} of sub resources for serving already exists, please ensure that the name is not duplicated");
            }
        }
    }

    private async Task<QueryServingResponse> QueryAsync(QueryServingRequest request, Caller caller, CancellationToken cancellationToken)
    {
        KusciaDeployment deployment = await RequireAsync(request.ServingId, caller, ErrorCodes.QueryServing, cancellationToken);
        QueryServingResponseData data = new() { ServingInputConfig = deployment.Spec?.InputConfig ?? "", Initiator = deployment.Spec?.Initiator ?? "" };
        foreach (DeploymentParty party in deployment.Spec?.Parties ?? [])
        {
            IReadOnlyList<AppContainer> image = await _images.ContainersAsync(party.AppImageRef ?? "", party.Role, ErrorCodes.QueryServing, cancellationToken);
            data.Parties.Add(await _description.OfPartyAsync(deployment, party, image, cancellationToken));
        }

        data.Status = await _description.OfStatusAsync(deployment, cancellationToken);
        return new QueryServingResponse { Data = data };
    }

    // What does not exist, or is not for the caller, is left out.
    private async Task<BatchQueryServingStatusResponse> BatchAsync(BatchQueryServingStatusRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(request.ServingIds.Count == 0 ? "serving ids can not be empty" : null, request.ServingIds.Contains("") ? ServingCheck.NoId : null);
        BatchQueryServingStatusResponseData found = new();
        foreach (string id in request.ServingIds)
        {
            if (await client.GetAsync(Kinds.KusciaDeployment, NameOf(id), cancellationToken) is { } deployment && caller.MayTouch(deployment))
            {
                found.Servings.Add(new ServingStatus { ServingId = id, Status = await _description.OfStatusAsync(deployment, cancellationToken) });
            }
        }

        return new BatchQueryServingStatusResponse { Data = found };
    }

    private async Task<UpdateServingResponse> UpdateAsync(UpdateServingRequest request, Caller caller, CancellationToken cancellationToken)
    {
        ResourceName name = NameOf(request.ServingId);
        if (request.ServingInputConfig.Length == 0 && request.Parties.Count == 0)
        {
            return new UpdateServingResponse();
        }

        KusciaDeployment stored = await RequireAsync(request.ServingId, caller, ErrorCodes.UpdateServing, cancellationToken);
        Dictionary<int, IReadOnlyList<AppContainer>> images = await ImagesAsync(stored.Spec?.Parties ?? [], request, cancellationToken);
        KusciaDeployment? updated = await client.UpdateAsync(Kinds.KusciaDeployment, name, d => ServingUpdate.Apply(d, request, images), null, cancellationToken);
        return updated is null ? throw new OperationFaultException(ErrorCodes.UpdateServing, NotFound(request.ServingId)) : new UpdateServingResponse();
    }

    private async Task<Dictionary<int, IReadOnlyList<AppContainer>>> ImagesAsync(
        IReadOnlyList<DeploymentParty> parties, UpdateServingRequest request, CancellationToken cancellationToken)
    {
        Dictionary<int, IReadOnlyList<AppContainer>> images = [];
        for (int i = 0; i < request.Parties.Count; i++)
        {
            ServingParty given = request.Parties[i];
            DeploymentParty party = parties[ServingUpdate.IndexOf(parties, given)];
            RequestCheck.First(ErrorCodes.UpdateServing, ServingStrategy.Fault(given));
            if (given.AppImage.Length > 0 && given.AppImage != party.AppImageRef)
            {
                await _images.RequireAsync(given.AppImage, ErrorCodes.UpdateServing, cancellationToken);
            }

            if (given.Resources.Count > 0)
            {
                string image = given.AppImage.Length > 0 ? given.AppImage : party.AppImageRef ?? "";
                images[i] = await _images.ContainersAsync(image, party.Role, ErrorCodes.UpdateServing, cancellationToken);
            }
        }

        return images;
    }

    private async Task<DeleteServingResponse> DeleteAsync(DeleteServingRequest request, Caller caller, CancellationToken cancellationToken)
    {
        KusciaDeployment deployment = await RequireAsync(request.ServingId, caller, ErrorCodes.DeleteServing, cancellationToken);
        await client.DeleteAsync(Kinds.KusciaDeployment, deployment.Identity, deployment.Metadata.Uid, cancellationToken);
        return new DeleteServingResponse();
    }

    // Who takes no part is not told that there is one.
    private async Task<KusciaDeployment> RequireAsync(string id, Caller caller, int code, CancellationToken cancellationToken)
    {
        KusciaDeployment deployment = await client.GetAsync(Kinds.KusciaDeployment, NameOf(id), cancellationToken) ?? throw new OperationFaultException(code, NotFound(id));
        return caller.MayTouch(deployment) ? deployment : throw new OperationFaultException(code, "serving not found");
    }

    private static string NotFound(string id) => $"kusciadeployments.kuscia.secretflow \"{id}\" not found";
}
