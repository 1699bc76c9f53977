using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Wire = Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Serving;

/// <summary>Between the API's serving and the stored deployment.</summary>
internal static class ServingMapping
{
    private const string AppType = "serving";

    /// <summary>The deployment of a request.</summary>
    /// <param name="request">A request that was checked.</param>
    /// <param name="containers">Containers of every party that have amounts of their own, in the order of the parties.</param>
    public static KusciaDeployment ToResource(Wire.CreateServingRequest request, IReadOnlyList<IReadOnlyList<AppContainer>> containers) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = request.ServingId,
            Namespace = WellKnownNames.CrossDomainNamespace,
            Labels = new Dictionary<string, string> { [WellKnownLabels.AppType] = AppType },
            Annotations = new Dictionary<string, string> { [WellKnownAnnotations.AffinityMode] = request.AffinityMode },
        },
        Spec = new KusciaDeploymentSpec
        {
            Initiator = request.Initiator,
            InputConfig = request.ServingInputConfig,
            Parties = [.. request.Parties.Select((p, i) => ToResource(request, p, containers[i]))],
        },
    };

    public static Wire.ServingParty ToMessage(DeploymentParty party, IEnumerable<Wire.Resource> amounts)
    {
        Wire.ServingParty message = new()
        {
            DomainId = party.DomainID ?? "",
            Role = party.Role ?? "",
            AppImage = party.AppImageRef ?? "",
            UpdateStrategy = ServingStrategy.ToMessage(party.Template?.Strategy),
            Resources = { amounts },
            ServiceNamePrefix = party.ServiceNamePrefix ?? "",
        };
        if (party.Template?.Replicas is { } replicas)
        {
            message.Replicas = replicas;
        }

        return message;
    }

    /// <summary>The status of a deployment; null before anything is known of a party, unless it has failed.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="endpoints">Where each Kubernetes deployment of a party is reached.</param>
    public static Wire.ServingStatusDetail? ToMessage(KusciaDeployment deployment, IReadOnlyDictionary<ResourceName, IReadOnlyList<Wire.ServingPartyEndpoint>> endpoints)
    {
        KusciaDeploymentStatus status = deployment.Status ?? new KusciaDeploymentStatus();
        bool isKnown = status.PartyDeploymentStatuses is { Count: > 0 } || status.Phase == DeploymentPhase.Failed;
        return !isKnown ? null : new Wire.ServingStatusDetail
        {
            State = StateOf(status.Phase),
            Reason = status.Reason ?? "",
            Message = status.Message ?? "",
            TotalParties = status.TotalParties,
            AvailableParties = status.AvailableParties,
            CreateTime = RequestCheck.Time(deployment.Metadata.CreationTimestamp),
            PartyStatuses = { Parts(status).Select(p => ToMessage(p.Name, p.Status, endpoints.GetValueOrDefault(p.Name) ?? [])) },
        };
    }

    /// <summary>Every Kubernetes deployment that the status tells of.</summary>
    public static IEnumerable<(ResourceName Name, PartyDeploymentStatus Status)> Parts(KusciaDeploymentStatus? status) =>
        from domain in (status?.PartyDeploymentStatuses ?? new Dictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>>()).OrderBy(d => d.Key, StringComparer.Ordinal)
        from part in domain.Value.OrderBy(d => d.Key, StringComparer.Ordinal)
        select (new ResourceName(domain.Key, part.Key), part.Value);

    private static DeploymentParty ToResource(Wire.CreateServingRequest request, Wire.ServingParty party, IReadOnlyList<AppContainer> containers) => new()
    {
        DomainID = party.DomainId,
        AppImageRef = party.AppImage,
        Role = NullIfEmpty(party.Role),
        ServiceNamePrefix = NullIfEmpty(party.ServiceNamePrefix),
        Template = new PartyTemplate
        {
            Replicas = party.HasReplicas ? party.Replicas : null,
            Strategy = ServingStrategy.ToResource(party.UpdateStrategy),
            Spec = new AppPodSpec
            {
                Affinity = ServingAffinity.Of(request.AffinityMode, request.ServingId),
                Containers = containers.Count > 0 ? containers : null,
            },
        },
    };

    private static Wire.PartyServingStatus ToMessage(ResourceName name, PartyDeploymentStatus status, IReadOnlyList<Wire.ServingPartyEndpoint> endpoints) => new()
    {
        DomainId = name.Namespace ?? "",
        Role = status.Role ?? "",
        State = StateOf(status.Phase),
        Replicas = status.Replicas,
        AvailableReplicas = status.AvailableReplicas,
        UnavailableReplicas = status.UnavailableReplicas,
        UpdatedReplicas = status.UpdatedReplicas,
        CreateTime = RequestCheck.Time(status.CreationTimestamp),
        Endpoints = { endpoints },
    };

    private static string StateOf(string? phase) => phase switch
    {
        null or "" => "Pending",
        DeploymentPhase.Progressing or DeploymentPhase.PartialAvailable or DeploymentPhase.Available or DeploymentPhase.Failed => phase,
        _ => "Unknown",
    };

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;
}
