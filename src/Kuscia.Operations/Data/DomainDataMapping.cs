using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos;
using DataColumn = Kuscia.Model.Resources.DataColumn;

namespace Kuscia.Operations.Data;

/// <summary>Between a domaindata on the wire and the stored object.</summary>
public static class DomainDataMapping
{
    private const string DefaultVendor = "manual";

    /// <summary>The object to create.</summary>
    /// <param name="request">What the caller wants.</param>
    /// <param name="domain">The owner.</param>
    /// <param name="source">Where the data is.</param>
    /// <param name="forTasks">The rules of an API for tasks.</param>
    public static DomainData ToResource(IDomainDataFields request, string domain, DomainDataSource source, bool forTasks)
    {
        string uri = !forTasks && request.RelativeUri.StartsWith('/') ? request.RelativeUri[1..] : request.RelativeUri;
        string name = request.Name.Length > 0 ? request.Name : uri[(uri.LastIndexOf('/') + 1)..];
        string vendor = request.Vendor.Length > 0 ? request.Vendor : DefaultVendor;
        string id = request.DomaindataId.Length > 0 ? request.DomaindataId : DataIds.ForData(name);
        bool isFile = !forTasks || source.Spec?.Type is "localfs" or "oss";
        // Types of columns that are read through DataMesh are known there in lower case.
        bool lowers = forTasks && source.Spec?.AccessDirectly != true;
        return new DomainData
        {
            ApiVersion = Kinds.DomainData.ApiVersion,
            Kind = Kinds.DomainData.Kind,
            Metadata = new ObjectMeta
            {
                Name = id,
                Namespace = domain,
                Labels = new Dictionary<string, string>
                {
                    [WellKnownLabels.DomainDataType] = request.Type,
                    [WellKnownLabels.DomainDataVendor] = vendor,
                    [WellKnownLabels.InterconnProtocolType] = "kuscia",
                },
                // The API for tasks of the originals puts the id here, not the domain.
                Annotations = new Dictionary<string, string> { [WellKnownAnnotations.Initiator] = forTasks ? id : domain },
            },
            Spec = new DomainDataSpec
            {
                RelativeURI = uri,
                Author = domain,
                Name = name,
                Type = request.Type,
                DataSource = source.Metadata.Name,
                Attributes = request.Attributes.Count > 0 ? request.Attributes : null,
                Partitions = Partition(request.Partition),
                Columns = request.Columns.Count > 0 ? Columns(lowers ? [.. request.Columns.Select(Lowered)] : request.Columns) : null,
                Vendor = vendor,
                FileFormat = TextOf(isFile ? request.FileFormat : FileFormat.Unknown),
            },
        };
    }

    /// <summary>A merge patch with the members that the request gives.</summary>
    /// <param name="request">What the caller wants.</param>
    /// <param name="before">The stored object: attributes that it has and the request has not go, when the request gives any.</param>
    public static JsonObject ToPatch(IDomainDataFields request, DomainData before)
    {
        DomainDataSpec given = new()
        {
            Name = NullIfEmpty(request.Name),
            Type = NullIfEmpty(request.Type),
            RelativeURI = NullIfEmpty(request.RelativeUri),
            DataSource = NullIfEmpty(request.DatasourceId),
            Vendor = NullIfEmpty(request.Vendor),
            Attributes = request.Attributes.Count > 0 ? request.Attributes : null,
            Columns = request.Columns.Count > 0 ? Columns(request.Columns) : null,
            Partitions = Partition(request.Partition),
            FileFormat = request.FileFormat == FileFormat.Unknown ? null : TextOf(request.FileFormat),
        };
        JsonObject labels = [];
        if (given.Type is { } type)
        {
            labels[WellKnownLabels.DomainDataType] = type;
        }

        if (given.Vendor is { } vendor)
        {
            labels[WellKnownLabels.DomainDataVendor] = vendor;
        }

        JsonNode? spec = JsonSerializer.SerializeToNode(given, ModelJsonContext.Default.DomainDataSpec);
        if (spec?["attributes"] is JsonObject attributes)
        {
            foreach (string gone in (before.Spec?.Attributes ?? new Dictionary<string, string>()).Keys.Where(k => !attributes.ContainsKey(k)))
            {
                attributes[gone] = null;
            }
        }

        return new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels }, ["spec"] = spec };
    }

    /// <summary>The object as it is told, but for what only one API tells.</summary>
    public static T ToMessage<T>(DomainData data)
        where T : class, IDomainDataFields, new() => new()
        {
            DomaindataId = data.Metadata.Name ?? "",
            Name = data.Spec?.Name ?? "",
            Type = data.Spec?.Type ?? "",
            RelativeUri = data.Spec?.RelativeURI ?? "",
            DatasourceId = data.Spec?.DataSource ?? "",
            Attributes = { data.Spec?.Attributes },
            Partition = data.Spec?.Partitions is { } partition ? new Partition { Type = partition.Type ?? "", Fields = { Messages(partition.Fields) } } : null,
            Columns = { Messages(data.Spec?.Columns) },
            Vendor = data.Spec?.Vendor ?? "",
            FileFormat = FormatOf(data.Spec?.FileFormat),
        };

    // A format that the API has no name for is unknown.
    private static FileFormat FormatOf(string? stored) => stored?.ToLowerInvariant() switch
    {
        "csv" => FileFormat.Csv,
        "binary" => FileFormat.Binary,
        _ => FileFormat.Unknown,
    };

    private static string TextOf(FileFormat format) => format switch
    {
        FileFormat.Csv => "csv",
        FileFormat.Binary => "binary",
        _ => "unknown",
    };

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;

    private static DataPartition? Partition(Partition? partition) =>
        partition is null ? null : new DataPartition { Type = partition.Type, Fields = Columns(partition.Fields) };

    private static Protos.DataColumn Lowered(Protos.DataColumn column)
    {
        Protos.DataColumn lowered = column.Clone();
        lowered.Type = column.Type.ToLowerInvariant();
        return lowered;
    }

    private static List<DataColumn> Columns(IReadOnlyList<Protos.DataColumn> columns) =>
        [.. columns.Select(c => new DataColumn { Name = c.Name, Type = c.Type, Comment = c.Comment, NotNullable = c.NotNullable ? true : null })];

    private static IEnumerable<Protos.DataColumn> Messages(IReadOnlyList<DataColumn>? columns) =>
        (columns ?? []).Select(c => new Protos.DataColumn { Name = c.Name ?? "", Type = c.Type ?? "", Comment = c.Comment ?? "", NotNullable = c.NotNullable ?? false });
}
