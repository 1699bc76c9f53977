using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Serving;

/// <summary>The app images that parties of a serving name.</summary>
internal sealed class ServingImages(IResourceClient client)
{
    /// <summary>Throws with the code of the operation when there is no such image.</summary>
    public async Task<AppImage> RequireAsync(string name, int code, CancellationToken cancellationToken) =>
        await client.GetAsync(Kinds.AppImage, ResourceName.Cluster(name), cancellationToken)
        ?? throw new OperationFaultException(code, $"can not get appimage {name} from cluster, appimages.kuscia.secretflow \"{name}\" not found");

    /// <summary>The containers of the image's template for a role; throws with the code of the operation when there is no such image or template.</summary>
    public async Task<IReadOnlyList<AppContainer>> ContainersAsync(string name, string? role, int code, CancellationToken cancellationToken)
    {
        AppImage image = await RequireAsync(name, code, cancellationToken);
        DeployTemplate template = image.TemplateFor(role)
            ?? throw new OperationFaultException(code, $"can not get deploy template from appimage {name}: none is for role \"{role}\"; add one with /api/v1/appimage/update");
        return template.Spec?.Containers ?? [];
    }
}
