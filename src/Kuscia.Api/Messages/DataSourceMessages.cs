using System.Text.Json.Serialization;

namespace Kuscia.Api.Messages;

internal sealed record CreateDataSourceRequest
{
    public string DomainId { get; set; } = "";
    public string DatasourceId { get; set; } = "";
    public string Type { get; set; } = "";
    public string Name { get; set; } = "";
    public DataSourceInfo? Info { get; set; }
    public string InfoKey { get; set; } = "";
    public bool AccessDirectly { get; set; }
}

internal sealed record DataSourceKey
{
    public string DomainId { get; set; } = "";
    public string DatasourceId { get; set; } = "";
}

internal sealed record DataSourceIdData
{
    public string DatasourceId { get; set; } = "";
}

internal sealed record DataSourceMessage
{
    public string DomainId { get; set; } = "";
    public string DatasourceId { get; set; } = "";
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";
    public string Status { get; set; } = "";
    public DataSourceInfo? Info { get; set; }
    public string InfoKey { get; set; } = "";
    public bool AccessDirectly { get; set; }
}

/// <summary>Where the data is; exactly one member is set.</summary>
internal sealed record DataSourceInfo
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalSourceInfo? Localfs { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OssSourceInfo? Oss { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DatabaseSourceInfo? Database { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OdpsSourceInfo? Odps { get; set; }
}

internal sealed record LocalSourceInfo
{
    public string Path { get; set; } = "";
}

internal sealed record OssSourceInfo
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

internal sealed record DatabaseSourceInfo
{
    public string Endpoint { get; set; } = "";
    public string User { get; set; } = "";
    public string Password { get; set; } = "";
    public string Database { get; set; } = "";
}

internal sealed record OdpsSourceInfo
{
    public string Endpoint { get; set; } = "";
    public string Project { get; set; } = "";
    public string AccessKeyId { get; set; } = "";
    public string AccessKeySecret { get; set; } = "";
}
