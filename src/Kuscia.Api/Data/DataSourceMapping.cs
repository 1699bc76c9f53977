using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Data;
using Kuscia.Protos.KusciaApi;
using DomainDataSource = Kuscia.Model.Resources.DomainDataSource;

namespace Kuscia.Api.Data;

/// <summary>From the API's data source to the stored object; the info is encrypted on the way.</summary>
internal sealed class DataSourceMapping(DataSourceSecrets secrets)
{
    /// <summary>The object to create.</summary>
    /// <param name="request">What the caller wants.</param>
    /// <param name="named">The info behind the config entry that the request names; null when it names none.</param>
    public DomainDataSource ToResource(CreateDomainDataSourceRequest request, DataSourceInfo? named)
    {
        string id = request.DatasourceId.Length > 0 ? request.DatasourceId : DataIds.WithPrefix(request.Type);
        bool byKey = request.InfoKey.Length > 0;
        DataSourceInfo? info = byKey ? null : Tidy(request.Info);
        return new DomainDataSource
        {
            Metadata = new ObjectMeta
            {
                Name = id,
                Namespace = request.DomainId,
                Labels = new Dictionary<string, string> { [WellKnownLabels.DomainDataSourceType] = request.Type },
            },
            Spec = new DomainDataSourceSpec
            {
                Name = request.Name,
                Type = request.Type,
                Uri = UriOf(Tidy(named) ?? info),
                AccessDirectly = request.AccessDirectly ? true : null,
                InfoKey = byKey ? request.InfoKey : null,
                Data = info is null ? null : new Dictionary<string, string> { [DataSourceSecrets.DataKey] = secrets.Encrypt(info) },
            },
        };
    }

    /// <summary>Only what is given changes. New info takes the place of a config entry named earlier, and the other way round.</summary>
    public JsonObject ToPatch(UpdateDomainDataSourceRequest request)
    {
        JsonObject spec = [];
        JsonObject labels = [];
        if (request.HasName)
        {
            spec["name"] = request.Name;
        }

        if (request.Type.Length > 0)
        {
            spec["type"] = request.Type;
            labels[WellKnownLabels.DomainDataSourceType] = request.Type;
        }

        if (request.HasAccessDirectly)
        {
            spec["accessDirectly"] = request.AccessDirectly;
        }

        if (request.InfoKey.Length > 0)
        {
            spec["infoKey"] = request.InfoKey;
            spec["data"] = null;
            spec["uri"] = null;
        }
        else if (Tidy(request.Info) is { } info)
        {
            spec["infoKey"] = null;
            spec["data"] = new JsonObject { [DataSourceSecrets.DataKey] = secrets.Encrypt(info) };
            spec["uri"] = UriOf(info);
        }

        return new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels }, ["spec"] = spec };
    }

    /// <summary>The source without its info.</summary>
    public static Protos.KusciaApi.DomainDataSource ToMessage(DomainDataSource source) => new()
    {
        DomainId = source.Metadata.Namespace ?? "",
        DatasourceId = source.Metadata.Name ?? "",
        Name = source.Spec?.Name ?? "",
        Type = source.Spec?.Type ?? "",
        InfoKey = source.Spec?.InfoKey ?? "",
        AccessDirectly = source.Spec?.AccessDirectly ?? false,
    };

    // Without slashes at the ends of paths.
    private static DataSourceInfo? Tidy(DataSourceInfo? info)
    {
        DataSourceInfo? tidy = info?.Clone();
        if (tidy?.Localfs is { } local)
        {
            local.Path = local.Path.TrimEnd('/');
        }
        else if (tidy?.Oss is { } oss)
        {
            oss.Bucket = oss.Bucket.Trim('/');
            oss.Prefix = oss.Prefix.Trim('/');
        }

        return tidy;
    }

    // Shows where the data is, without credentials.
    private static string UriOf(DataSourceInfo? info) => info switch
    {
        { Localfs: { } local } => local.Path,
        { Oss: { } oss } => $"{oss.Bucket}/{oss.Prefix}".TrimEnd('/'),
        { Odps: { } odps } => $"{odps.Endpoint}/{odps.Project}",
        _ => "",
    };
}
