using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Api.Data;

/// <summary>Between the API's domaindata and the stored object.</summary>
internal static class DomainDataMapping
{
    public static DomainData ToResource(WriteDomainDataRequest request)
    {
        string uri = request.RelativeUri.StartsWith('/') ? request.RelativeUri[1..] : request.RelativeUri;
        string name = request.Name.Length > 0 ? request.Name : uri[(uri.LastIndexOf('/') + 1)..];
        string vendor = request.Vendor.Length > 0 ? request.Vendor : "manual";
        return new DomainData
        {
            Metadata = new ObjectMeta
            {
                Name = request.DomaindataId.Length > 0 ? request.DomaindataId : GenerateId(name),
                Namespace = request.DomainId,
                Labels = new Dictionary<string, string>
                {
                    [WellKnownLabels.DomainDataType] = request.Type,
                    [WellKnownLabels.DomainDataVendor] = vendor,
                    [WellKnownLabels.InterconnProtocolType] = "kuscia",
                },
                Annotations = new Dictionary<string, string> { [WellKnownAnnotations.Initiator] = request.DomainId },
            },
            Spec = new DomainDataSpec
            {
                RelativeURI = uri,
                Author = request.DomainId,
                Name = name,
                Type = request.Type,
                DataSource = request.DatasourceId.Length > 0 ? request.DatasourceId : WellKnownNames.DefaultDataSource,
                Attributes = request.Attributes,
                Partitions = request.Partition is { } partition ? new DataPartition { Type = partition.Type, Fields = Columns(partition.Fields) } : null,
                Columns = Columns(request.Columns),
                Vendor = vendor,
                FileFormat = FileFormatOf(request.FileFormat),
            },
        };
    }

    /// <summary>A merge patch with the members that the request gives.</summary>
    public static JsonObject ToPatch(WriteDomainDataRequest request)
    {
        JsonObject spec = [];
        Put(spec, "name", request.Name);
        Put(spec, "type", request.Type);
        Put(spec, "relativeURI", request.RelativeUri);
        Put(spec, "dataSource", request.DatasourceId);
        Put(spec, "vendor", request.Vendor);
        if (FileFormatOf(request.FileFormat) is { } format and not "unknown")
        {
            spec["fileFormat"] = format;
        }

        DomainDataSpec lists = new()
        {
            Attributes = request.Attributes.Count > 0 ? request.Attributes : null,
            Columns = request.Columns.Count > 0 ? Columns(request.Columns) : null,
            Partitions = request.Partition is { } partition ? new DataPartition { Type = partition.Type, Fields = Columns(partition.Fields) } : null,
        };
        foreach ((string key, JsonNode? value) in (JsonSerializer.SerializeToNode(lists, ModelJsonContext.Default.DomainDataSpec) as JsonObject ?? []).ToArray())
        {
            spec[key] = value?.DeepClone();
        }

        JsonObject labels = [];
        Put(labels, WellKnownLabels.DomainDataType, request.Type);
        Put(labels, WellKnownLabels.DomainDataVendor, request.Vendor);
        return new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels }, ["spec"] = spec };
    }

    public static DomainDataMessage ToMessage(DomainData data) => new()
    {
        DomaindataId = data.Metadata.Name ?? "",
        DomainId = data.Metadata.Namespace ?? "",
        Name = data.Spec?.Name ?? "",
        Type = data.Spec?.Type ?? "",
        RelativeUri = data.Spec?.RelativeURI ?? "",
        DatasourceId = data.Spec?.DataSource ?? "",
        Attributes = data.Spec?.Attributes ?? new Dictionary<string, string>(),
        Partition = data.Spec?.Partitions is { } partition ? new PartitionMessage { Type = partition.Type ?? "", Fields = Columns(partition.Fields) } : null,
        Columns = Columns(data.Spec?.Columns),
        Vendor = data.Spec?.Vendor ?? "",
        Status = "Available",
        Author = data.Spec?.Author ?? "",
        FileFormat = data.Spec?.FileFormat is { Length: > 0 } format ? format.ToUpperInvariant() : "UNKNOWN",
    };

    // Prefix: the name without odd characters and leading digits, at most 16 characters; then 16 random bytes.
    private static string GenerateId(string name)
    {
        string kept = string.Concat(name.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-')).ToLowerInvariant().TrimStart([.. "0123456789-"]);
        string prefix = kept.Length > 16 ? kept[..16] : kept;
        string separator = prefix.Length == 0 || prefix.EndsWith('-') ? "" : "-";
        return prefix + separator + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    }

    private static string? FileFormatOf(string format) => format.ToUpperInvariant() switch
    {
        "1" or "CSV" => "csv",
        "2" or "BINARY" => "binary",
        "" => null,
        _ => "unknown",
    };

    private static List<DataColumn> Columns(IReadOnlyList<DataColumnMessage> columns) =>
        [.. columns.Select(c => new DataColumn { Name = c.Name, Type = c.Type, Comment = c.Comment, NotNullable = c.NotNullable })];

    private static List<DataColumnMessage> Columns(IReadOnlyList<DataColumn>? columns) =>
        [.. (columns ?? []).Select(c => new DataColumnMessage { Name = c.Name ?? "", Type = c.Type ?? "", Comment = c.Comment ?? "", NotNullable = c.NotNullable ?? false })];

    private static void Put(JsonObject target, string key, string value)
    {
        if (value.Length > 0)
        {
            target[key] = value;
        }
    }
}
