using System.Text.Json.Serialization;

namespace Kuscia.DataMesh.Messages;

internal sealed record DataSourceKey
{
    public string DatasourceId { get; set; } = "";
}

internal sealed record DataSourceMessage
{
    public string DatasourceId { get; set; } = "";
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";
    public string Status { get; set; } = "";
    public DataSourceInfo? Info { get; set; }
    public string InfoKey { get; set; } = "";
    public bool AccessDirectly { get; set; }
}

/// <summary>Where the data is; one member is set.</summary>
internal sealed record DataSourceInfo
{
    public LocalInfo? Localfs { get; set; }
    public OssInfo? Oss { get; set; }
    public DatabaseInfo? Database { get; set; }
    public OdpsInfo? Odps { get; set; }
}

internal sealed record LocalInfo
{
    public string Path { get; set; } = "";
}

internal sealed record OssInfo
{
    public string Endpoint { get; set; } = "";
    public string Bucket { get; set; } = "";
    public string Prefix { get; set; } = "";
    public string AccessKeyId { get; set; } = "";
    public string AccessKeySecret { get; set; } = "";
    public bool Virtualhost { get; set; }
    public string Version { get; set; } = "";
    public string StorageType { get; set; } = "";
}

internal sealed record DatabaseInfo
{
    public string Endpoint { get; set; } = "";
    public string User { get; set; } = "";
    public string Password { get; set; } = "";
    public string Database { get; set; } = "";
}

internal sealed record OdpsInfo
{
    public string Endpoint { get; set; } = "";
    public string Project { get; set; } = "";
    public string AccessKeyId { get; set; } = "";
    public string AccessKeySecret { get; set; } = "";
}

/// <summary>The encrypted form of the info: zero values left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(DataSourceInfo))]
internal sealed partial class StoredInfoContext : JsonSerializerContext;
