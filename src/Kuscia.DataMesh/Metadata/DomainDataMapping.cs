using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.DataMesh.Messages;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.DataMesh.Metadata;

/// <summary>Between DataMesh's domaindata and the stored object.</summary>
internal static class DomainDataMapping
{
    private const int MaxPrefix = 16;
    private const string DefaultVendor = "manual";

    public static DomainData ToResource(WriteDomainDataRequest request, string domain, DomainDataSource source)
    {
        string name = request.Name.Length > 0 ? request.Name : request.RelativeUri[(request.RelativeUri.LastIndexOf('/') + 1)..];
        string vendor = request.Vendor.Length > 0 ? request.Vendor : DefaultVendor;
        string id = request.DomaindataId.Length > 0 ? request.DomaindataId : GenerateId(name);
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
                // The originals put the id here, not the domain.
                Annotations = new Dictionary<string, string> { [WellKnownAnnotations.Initiator] = id },
            },
            Spec = new DomainDataSpec
            {
                RelativeURI = request.RelativeUri,
                Author = domain,
                Name = name,
                Type = request.Type,
                DataSource = source.Metadata.Name,
                Attributes = request.Attributes,
                Partitions = Partition(request.Partition),
                Columns = Columns(request.Columns),
                Vendor = vendor,
                FileFormat = source.Spec?.Type is "localfs" or "oss" && request.FileFormat.Length > 0 ? Stored(request.FileFormat) : "unknown",
            },
        };
    }

    /// <summary>A merge patch with the members that the request gives.</summary>
    public static JsonObject ToPatch(WriteDomainDataRequest request)
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
            FileFormat = request.FileFormat is "" or "UNKNOWN" ? null : Stored(request.FileFormat),
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

        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = labels },
            ["spec"] = JsonSerializer.SerializeToNode(given, ModelJsonContext.Default.DomainDataSpec),
        };
    }

    public static DomainDataMessage ToMessage(DomainData data) => new()
    {
        DomaindataId = data.Metadata.Name ?? "",
        Name = data.Spec?.Name ?? "",
        Type = data.Spec?.Type ?? "",
        RelativeUri = data.Spec?.RelativeURI ?? "",
        DatasourceId = data.Spec?.DataSource ?? "",
        Attributes = data.Spec?.Attributes ?? new Dictionary<string, string>(),
        Partition = data.Spec?.Partitions is { } partition ? new PartitionMessage { Type = partition.Type ?? "", Fields = Messages(partition.Fields) } : null,
        Columns = Messages(data.Spec?.Columns),
        Vendor = data.Spec?.Vendor ?? "",
        FileFormat = (data.Spec?.FileFormat ?? "").ToUpperInvariant(),
        Author = data.Spec?.Author ?? "",
    };

    /// <summary>An id from a name: its plain characters, at most 16 of them, and 16 random bytes.</summary>
    internal static string GenerateId(string name)
    {
        string kept = string.Concat(name.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-')).ToLowerInvariant().TrimStart([.. "0123456789-"]);
        string prefix = kept.Length > MaxPrefix ? kept[..MaxPrefix] : kept;
        string separator = prefix.Length == 0 || prefix.EndsWith('-') ? "" : "-";
        return prefix + separator + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    }

    private static string Stored(string format) => format.ToLowerInvariant();

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;

    private static DataPartition? Partition(PartitionMessage? partition) =>
        partition is null ? null : new DataPartition { Type = partition.Type, Fields = Columns(partition.Fields) };

    private static List<DataColumn> Columns(IReadOnlyList<ColumnMessage> columns) =>
        [.. columns.Select(c => new DataColumn { Name = c.Name, Type = c.Type, Comment = c.Comment, NotNullable = c.NotNullable })];

    private static List<ColumnMessage> Messages(IReadOnlyList<DataColumn>? columns) =>
        [.. (columns ?? []).Select(c => new ColumnMessage { Name = c.Name ?? "", Type = c.Type ?? "", Comment = c.Comment ?? "", NotNullable = c.NotNullable ?? false })];
}
