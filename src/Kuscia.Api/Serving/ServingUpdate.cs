using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Wire = Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Serving;

/// <summary>Lays what an update gives over what is stored; what it does not give stays.</summary>
internal static class ServingUpdate
{
    /// <summary>The deployment after an update; the same instance when nothing changes.</summary>
    /// <param name="deployment">What is stored.</param>
    /// <param name="request">The update.</param>
    /// <param name="images">Containers of the app image that each party of the request has after the update and that gives amounts, by index.</param>
    public static KusciaDeployment Apply(KusciaDeployment deployment, Wire.UpdateServingRequest request, IReadOnlyDictionary<int, IReadOnlyList<AppContainer>> images)
    {
        KusciaDeploymentSpec spec = deployment.Spec ?? new KusciaDeploymentSpec();
        bool isNewInput = request.ServingInputConfig.Length > 0 && request.ServingInputConfig != spec.InputConfig;
        DeploymentParty[] parties = [.. spec.Parties ?? []];
        bool isChanged = isNewInput;
        for (int i = 0; i < request.Parties.Count; i++)
        {
            int index = IndexOf(parties, request.Parties[i]);
            DeploymentParty next = Apply(parties[index], request.Parties[i], images.GetValueOrDefault(i) ?? []);
            isChanged |= !ReferenceEquals(next, parties[index]);
            parties[index] = next;
        }

        return !isChanged ? deployment : deployment with
        {
            Spec = spec with
            {
                InputConfig = isNewInput ? request.ServingInputConfig : spec.InputConfig,
                Parties = [.. parties.Select(p => p with { Role = NullIfEmpty(p.Role), ServiceNamePrefix = NullIfEmpty(p.ServiceNamePrefix) })],
            },
        };
    }

    /// <summary>The place of a request's party among those stored; throws when it is none of them.</summary>
    public static int IndexOf(IReadOnlyList<DeploymentParty> parties, Wire.ServingParty party)
    {
        for (int i = 0; i < parties.Count; i++)
        {
            if (parties[i].DomainID == party.DomainId && (parties[i].Role ?? "") == party.Role)
            {
                return i;
            }
        }

        throw new OperationFaultException(ErrorCodes.UpdateServing, $"party domain_id/role {party.DomainId}/{party.Role} does not exist");
    }

    private static DeploymentParty Apply(DeploymentParty stored, Wire.ServingParty given, IReadOnlyList<AppContainer> image)
    {
        PartyTemplate template = stored.Template ?? new PartyTemplate { Spec = new AppPodSpec() };
        string imageRef = given.AppImage.Length > 0 ? given.AppImage : stored.AppImageRef ?? "";
        PartyTemplate next = template with
        {
            Replicas = given.HasReplicas ? given.Replicas : template.Replicas,
            Strategy = StrategyOf(template.Strategy, given),
            Spec = SpecOf(template.Spec, given, (imageRef, image)),
        };
        return imageRef == stored.AppImageRef && next == template ? stored : stored with { AppImageRef = imageRef, Template = next };
    }

    private static DeploymentStrategy? StrategyOf(DeploymentStrategy? stored, Wire.ServingParty given)
    {
        if (given.UpdateStrategy is null)
        {
            return stored;
        }

        DeploymentStrategy wanted = ServingStrategy.ToResource(given.UpdateStrategy);
        return WireComparison.AreSame(stored ?? new DeploymentStrategy(), wanted, ModelJsonContext.Default.DeploymentStrategy) ? stored : wanted;
    }

    private static AppPodSpec? SpecOf(AppPodSpec? stored, Wire.ServingParty given, (string Name, IReadOnlyList<AppContainer> Containers) image)
    {
        if (given.Resources.Count == 0)
        {
            return stored;
        }

        IReadOnlyList<AppContainer> old = stored?.Containers ?? [];
        IReadOnlyList<AppContainer> next = ServingAmounts.Apply(old, given, image, ErrorCodes.UpdateServing);
        return next.SequenceEqual(old, ReferenceEqualityComparer.Instance) ? stored : (stored ?? new AppPodSpec()) with { Containers = next };
    }

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
