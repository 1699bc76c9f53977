using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Wire = Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Serving;

/// <summary>Tells of a serving what its spec does not say: what runs, and where it is reached.</summary>
internal sealed class ServingDescription(IResourceClient client)
{
    /// <summary>A party with the amounts of all its containers.</summary>
    public async Task<Wire.ServingParty> OfPartyAsync(
        KusciaDeployment deployment, DeploymentParty party, IReadOnlyList<AppContainer> image, CancellationToken cancellationToken)
    {
        IReadOnlyList<AppContainer> own = party.Template?.Spec?.Containers ?? [];
        IReadOnlyList<Container> running = [];
        if (own.Count < image.Count && NameOf(deployment, party) is { } name)
        {
            Deployment? live = await client.GetAsync(Kinds.Deployment, name, cancellationToken);
            running = live?.Spec?.Template?.Spec?.Containers ?? [];
        }

        return ServingMapping.ToMessage(party, ServingAmounts.Tell(own, running, image));
    }

    /// <summary>The status; null before anything is known.</summary>
    public async Task<Wire.ServingStatusDetail?> OfStatusAsync(KusciaDeployment deployment, CancellationToken cancellationToken)
    {
        Dictionary<ResourceName, IReadOnlyList<Wire.ServingPartyEndpoint>> endpoints = [];
        foreach ((ResourceName name, _) in ServingMapping.Parts(deployment.Status))
        {
            ListOptions mine = new() { LabelSelector = $"{WellKnownLabels.DeploymentName}={name.Name}" };
            ResourceList<Service> services = await client.ListAsync(Kinds.Service, name.Namespace, mine, cancellationToken);
            endpoints[name] = [.. services.Items.SelectMany(EndpointsOf)];
        }

        return ServingMapping.ToMessage(deployment, endpoints);
    }

    private static ResourceName? NameOf(KusciaDeployment deployment, DeploymentParty party)
    {
        IEnumerable<ResourceName> known = from part in ServingMapping.Parts(deployment.Status)
                                          where part.Name.Namespace == party.DomainID && (part.Status.Role ?? "") == (party.Role ?? "")
                                          select part.Name;
        return known.Select(n => (ResourceName?)n).FirstOrDefault();
    }

    private static IEnumerable<Wire.ServingPartyEndpoint> EndpointsOf(Service service)
    {
        string scope = service.Metadata.Label(WellKnownLabels.PortScope) ?? "";
        string host = $"{service.Metadata.Name}.{service.Metadata.Namespace}.svc";
        return scope is not (WellKnownNames.ClusterScope or WellKnownNames.DomainScope) ? [] : (service.Spec?.Ports ?? []).Select(p => new Wire.ServingPartyEndpoint
        {
            PortName = p.Name ?? "",
            Scope = scope,
            Endpoint = scope == WellKnownNames.DomainScope ? $"{host}:{p.Port}" : host,
        });
    }
}
