// Members are named and explained as on the wire (messages of kuscia.proto.api.v1alpha1). They have setters rather than init accessors,
// because generated readers overwrite the defaults of init-only members that a request leaves out.
#pragma warning disable CS1591
using System.Text.Json.Serialization;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Operations.Data;

/// <summary>The enum <c>FileFormat</c>.</summary>
public sealed class FileFormatConverter() : EnumTextConverter("UNKNOWN", "CSV", "BINARY");

/// <summary>Creates or updates a domaindata; on update an empty member keeps the stored value.</summary>
public sealed record WriteDomainDataRequest
{
    public string DomaindataId { get; set; } = "";
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";
    public string RelativeUri { get; set; } = "";

    /// <summary>The owner; an API that serves one domain only ignores it.</summary>
    public string DomainId { get; set; } = "";
    public string DatasourceId { get; set; } = "";
    public IReadOnlyDictionary<string, string> Attributes { get; set; } = new Dictionary<string, string>();
    public PartitionMessage? Partition { get; set; }
    public IReadOnlyList<DataColumnMessage> Columns { get; set; } = [];
    public string Vendor { get; set; } = "";

    [JsonConverter(typeof(FileFormatConverter))]
    public string FileFormat { get; set; } = "";
}

/// <summary>Names one domaindata.</summary>
public sealed record DomainDataKey
{
    public string DomainId { get; set; } = "";
    public string DomaindataId { get; set; } = "";
}

/// <summary>The id of a created domaindata.</summary>
public sealed record DomainDataIdData
{
    public string DomaindataId { get; set; } = "";
}

/// <summary>A domaindata as it is told; an API that serves one domain only leaves out domain and status.</summary>
public sealed record DomainDataMessage
{
    public string DomaindataId { get; set; } = "";
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";
    public string RelativeUri { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DomainId { get; set; }
    public string DatasourceId { get; set; } = "";
    public IReadOnlyDictionary<string, string> Attributes { get; set; } = new Dictionary<string, string>();
    public PartitionMessage? Partition { get; set; }
    public IReadOnlyList<DataColumnMessage> Columns { get; set; } = [];
    public string Vendor { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; set; }
    public string Author { get; set; } = "";
    public string FileFormat { get; set; } = "UNKNOWN";
}
