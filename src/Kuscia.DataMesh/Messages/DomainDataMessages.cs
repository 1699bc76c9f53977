using System.Text.Json.Serialization;

namespace Kuscia.DataMesh.Messages;

internal sealed record HealthRequest;

internal sealed record HealthData
{
    public bool Ready { get; set; }
}

/// <summary>Creates or updates a domaindata; on update an empty member keeps the stored value.</summary>
internal sealed record WriteDomainDataRequest
{
    public string DomaindataId { get; set; } = "";
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";
    public string RelativeUri { get; set; } = "";
    public string DatasourceId { get; set; } = "";
    public IReadOnlyDictionary<string, string> Attributes { get; set; } = new Dictionary<string, string>();
    public PartitionMessage? Partition { get; set; }
    public IReadOnlyList<ColumnMessage> Columns { get; set; } = [];
    public string Vendor { get; set; } = "";

    [JsonConverter(typeof(FileFormatConverter))]
    public string FileFormat { get; set; } = "";
}

internal sealed record DomainDataKey
{
    public string DomaindataId { get; set; } = "";
}

internal sealed record DomainDataMessage
{
    public string DomaindataId { get; set; } = "";
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";
    public string RelativeUri { get; set; } = "";
    public string DatasourceId { get; set; } = "";
    public IReadOnlyDictionary<string, string> Attributes { get; set; } = new Dictionary<string, string>();
    public PartitionMessage? Partition { get; set; }
    public IReadOnlyList<ColumnMessage> Columns { get; set; } = [];
    public string Vendor { get; set; } = "";

    [JsonConverter(typeof(FileFormatConverter))]
    public string FileFormat { get; set; } = "";
    public string Author { get; set; } = "";
}

internal sealed record PartitionMessage
{
    public string Type { get; set; } = "";
    public IReadOnlyList<ColumnMessage> Fields { get; set; } = [];
}

internal sealed record ColumnMessage
{
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";
    public string Comment { get; set; } = "";
    public bool NotNullable { get; set; }
}
