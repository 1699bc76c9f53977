using System.Globalization;
using System.Text;
using Google.Protobuf.Reflection;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Images;

/// <summary>Descriptions of engines.</summary>
internal sealed class AppImageOperations(IResourceClient client)
{
    private const string Prefix = "/api/v1/appimage/";
    private const int DefaultPage = 10;
    private const int MaxPage = 500;

    private static readonly ServiceDescriptor Service = AppImageReflection.Descriptor.Services[0];

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<CreateAppImageRequest, CreateAppImageResponse>(
            Prefix + "create", Service, new FailureCodes(ErrorCodes.CreateAppImage) { AlreadyExists = ErrorCodes.AppImageExists }, CreateAsync),
        Operation.Create<UpdateAppImageRequest, UpdateAppImageResponse>(
            Prefix + "update", Service, new FailureCodes(ErrorCodes.UpdateAppImage) { NotFound = ErrorCodes.AppImageNotExists }, UpdateAsync),
        Operation.Create<DeleteAppImageRequest, DeleteAppImageResponse>(Prefix + "delete", Service, ErrorCodes.DeleteAppImage, DeleteAsync),
        Operation.Create<QueryAppImageRequest, QueryAppImageResponse>(Prefix + "query", Service, ErrorCodes.QueryAppImage, QueryAsync),
        Operation.Create<BatchQueryAppImageRequest, BatchQueryAppImageResponse>(Prefix + "batchQuery", Service, ErrorCodes.BatchQueryAppImage, BatchAsync),
        Operation.Create<ListAppImageRequest, ListAppImageResponse>(Prefix + "list", Service, ErrorCodes.ListAppImage, ListAsync),
    ];

    private async Task<CreateAppImageResponse> CreateAsync(CreateAppImageRequest request, Caller caller, CancellationToken cancellationToken)
    {
        AppImageCheck.Require(request, isNew: true, ErrorCodes.CreateAppImage);
        await client.CreateAsync(Kinds.AppImage, AppImageMapping.ToResource(request), cancellationToken);
        return new CreateAppImageResponse();
    }

    private async Task<UpdateAppImageResponse> UpdateAsync(UpdateAppImageRequest request, Caller caller, CancellationToken cancellationToken)
    {
        // Both requests have the same members.
        AppImageCheck.Require(request.As<CreateAppImageRequest>(), isNew: false, ErrorCodes.UpdateAppImage);
        AppImage? updated = await client.UpdateAsync(
            Kinds.AppImage,
            ResourceName.Cluster(request.Name),
            image =>
            {
                AppImageSpec old = image.Spec ?? new AppImageSpec();
                return image with
                {
                    Spec = old with
                    {
                        Image = request.Image is { } info ? AppImageMapping.ToResource(info) : old.Image,
                        ConfigTemplates = request.ConfigTemplates.Count > 0 ? request.ConfigTemplates : old.ConfigTemplates,
                        DeployTemplates = request.DeployTemplates.Count > 0 ? [.. request.DeployTemplates.Select(AppImageMapping.ToResource)] : old.DeployTemplates,
                    },
                };
            },
            null,
            cancellationToken);
        return updated is null ? throw new OperationFaultException(ErrorCodes.AppImageNotExists, NotFound(request.Name)) : new UpdateAppImageResponse();
    }

    private async Task<DeleteAppImageResponse> DeleteAsync(DeleteAppImageRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(RequestCheck.Filled(request.Name, AppImageCheck.NoName));
        if (request.Name == WellKnownNames.BuiltInAppImage)
        {
            throw new OperationFaultException(
                ErrorCodes.DeleteAppImage, $"{request.Name} is the built-in engine of this node and is made again when it is gone; change it with /api/v1/appimage/update, or create an app image of another name");
        }

        return await client.DeleteAsync(Kinds.AppImage, ResourceName.Cluster(request.Name), null, cancellationToken)
            ? new DeleteAppImageResponse()
            : throw new OperationFaultException(ErrorCodes.DeleteAppImage, NotFound(request.Name));
    }

    private async Task<QueryAppImageResponse> QueryAsync(QueryAppImageRequest request, Caller caller, CancellationToken cancellationToken) =>
        new() { Data = await FindAsync(request.Name, cancellationToken) ?? throw new OperationFaultException(ErrorCodes.AppImageNotExists, NotFound(request.Name)) };

    // The first failure fails the whole call.
    private async Task<BatchQueryAppImageResponse> BatchAsync(BatchQueryAppImageRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(request.Names.Count == 0 ? "names can not be empty" : null, request.Names.IndexOf("") is >= 0 and int index ? $"name can not be empty on index {index}" : null);
        BatchQueryAppImageResponse found = new();
        foreach (string name in request.Names)
        {
            found.Data.Add(await FindAsync(name, cancellationToken)
                ?? throw new OperationFaultException(ErrorCodes.AppImageNotExists, $"can't get appimage for {name}, err: {NotFound(name)}"));
        }

        return found;
    }

    // The token is the last name of the page before, so that pages stay right while images come and go.
    private async Task<ListAppImageResponse> ListAsync(ListAppImageRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (request.PageSize is < 0 or > MaxPage)
        {
            throw new OperationFaultException(
                ErrorCodes.ListAppImage, RequestCheck.Invalid("page_size", request.PageSize.ToString(CultureInfo.InvariantCulture), $"it must be from 1 to {MaxPage}, or 0 for {DefaultPage}"));
        }

        byte[] token = new byte[request.PageToken.Length];
        if (!Convert.TryFromBase64String(request.PageToken, token, out int length))
        {
            throw new OperationFaultException(ErrorCodes.ListAppImage, RequestCheck.Invalid("page_token", request.PageToken, "it must be next_page_token of the answer before, or empty"));
        }

        string after = Encoding.UTF8.GetString(token, 0, length);
        int size = request.PageSize == 0 ? DefaultPage : (int)request.PageSize;
        ResourceList<AppImage> all = await client.ListAsync(Kinds.AppImage, null, ListOptions.All, cancellationToken);
        AppImage[] rest = [.. all.Items.OrderBy(i => i.Metadata.Name, StringComparer.Ordinal).Where(i => string.CompareOrdinal(i.Metadata.Name, after) > 0)];
        AppImage[] page = rest.Length > size ? rest[..size] : rest;
        string next = rest.Length > size ? Convert.ToBase64String(Encoding.UTF8.GetBytes(page[^1].Metadata.Name ?? "")) : "";
        return new ListAppImageResponse { Data = new AppImageList { AppimageList = { page.Select(AppImageMapping.ToMessage) }, NextPageToken = next } };
    }

    private async Task<QueryAppImageResponseData?> FindAsync(string name, CancellationToken cancellationToken)
    {
        RequestCheck.First(RequestCheck.Filled(name, AppImageCheck.NoName));
        AppImage? image = await client.GetAsync(Kinds.AppImage, ResourceName.Cluster(name), cancellationToken);
        return image is null ? null : AppImageMapping.ToMessage(image);
    }

    private static string NotFound(string name) => $"appimages.kuscia.secretflow \"{name}\" not found";
}
