using System.Text.Json.Nodes;
using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Data;

namespace Kuscia.Api.Data;

/// <summary>From the API's data source to the stored object; the info is encrypted on the way.</summary>
internal sealed class DataSourceMapping(DataSourceSecrets secrets)
{
    public DomainDataSource ToResource(WriteDataSourceRequest request)
    {
        string id = request.DatasourceId.Length > 0 ? request.DatasourceId : DataIds.WithPrefix(request.Type);
        bool byKey = request.InfoKey is { Length: > 0 };
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
                Name = request.Name is { Length: > 0 } name ? name : id,
                Type = request.Type,
                Uri = UriOf(info),
                AccessDirectly = request.AccessDirectly ?? false,
                InfoKey = byKey ? request.InfoKey : null,
                Data = info is null ? null : new Dictionary<string, string> { [DataSourceSecrets.DataKey] = secrets.Encrypt(info) },
            },
        };
    }

    /// <summary>Only what is given changes. New info takes the place of a config entry named earlier, and the other way round.</summary>
    public JsonObject ToPatch(WriteDataSourceRequest request)
    {
        JsonObject spec = [];
        JsonObject labels = [];
        if (request.Name is { Length: > 0 } name)
        {
            spec["name"] = name;
        }

        if (request.Type.Length > 0)
        {
            spec["type"] = request.Type;
            labels[WellKnownLabels.DomainDataSourceType] = request.Type;
        }

        if (request.AccessDirectly is { } direct)
        {
            spec["accessDirectly"] = direct;
        }

        if (request.InfoKey is { Length: > 0 } key)
        {
            spec["infoKey"] = key;
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

    // Without slashes at the ends of paths.
    private static DataSourceInfo? Tidy(DataSourceInfo? info) => info switch
    {
        { Localfs: { Path.Length: > 1 } local } => info with { Localfs = local with { Path = local.Path.TrimEnd('/') } },
        { Oss: { } oss } => info with { Oss = oss with { Bucket = oss.Bucket.Trim('/'), Prefix = oss.Prefix.Trim('/') } },
        _ => info,
    };

    // Shows where the data is, without credentials.
    private static string UriOf(DataSourceInfo? info) => info switch
    {
        { Localfs: { } local } => local.Path,
        { Oss: { } oss } => $"{oss.Bucket}/{oss.Prefix}",
        { Odps: { } odps } => $"{odps.Endpoint}/{odps.Project}",
        _ => "",
    };
}
