using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Serving;

/// <summary>The labels that tie the objects of a deployment to it; they are in other namespaces, so no owner reference can.</summary>
internal static class ServingLabels
{
    /// <summary>Value of the label <c>controller</c>.</summary>
    public const string Controller = "KusciaDeployment";

    /// <summary>Labels that every object of a party carries.</summary>
    public static Dictionary<string, string> Of(KusciaDeployment deployment, PartyServing party) => new()
    {
        [WellKnownLabels.Controller] = Controller,
        [WellKnownLabels.KdUid] = deployment.Metadata.Uid ?? "",
        [WellKnownLabels.KdName] = deployment.Metadata.Name ?? "",
        [WellKnownLabels.OwnerNamespace] = WellKnownNames.CrossDomainNamespace,
        [WellKnownLabels.DeploymentName] = party.DeploymentName,
    };

    /// <summary>Name of the deployment that an object was made for; null for an object of something else.</summary>
    public static string? OwnerOf(ObjectMeta made) =>
        made.Label(WellKnownLabels.OwnerNamespace) == WellKnownNames.CrossDomainNamespace ? made.Label(WellKnownLabels.KdName) : null;
}
