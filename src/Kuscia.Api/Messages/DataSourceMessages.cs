using System.Text.Json.Serialization;

namespace Kuscia.Api.Messages;

internal sealed record CreateDataSourceRequest
{
    public string DomainId { get; init; } = "";
    public string DatasourceId { get; init; } = "";
    public string Type { get; init; } = "";
    public string Name { get; init; } = "";
    public DataSourceInfo? Info { get; init; }
    public string InfoKey { get; init; } = "";
    public bool AccessDirectly { get; init; }
}

internal sealed record DataSourceKey
{
    public string DomainId { get; init; } = "";
    public string DatasourceId { get; init; } = "";
}

internal sealed record DataSourceIdData
{
    public string DatasourceId { get; init; } = "";
}

internal sealed record DataSourceMessage
{
    public string DomainId { get; init; } = "";
    public string DatasourceId { get; init; } = "";
    public string Name { get; init; } = "";
    public string Type { get; init; } = "";
    public string Status { get; init; } = "";
    public DataSourceInfo? Info { get; init; }
    public string InfoKey { get; init; } = "";
    public bool AccessDirectly { get; init; }
}

/// <summary>Where the data is; exactly one member is set.</summary>
internal sealed record DataSourceInfo
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalSourceInfo? Localfs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OssSourceInfo? Oss { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DatabaseSourceInfo? Database { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OdpsSourceInfo? Odps { get; init; }
}

internal sealed record LocalSourceInfo
{
    public string Path { get; init; } = "";
}

internal sealed record OssSourceInfo
{
    public string Endpoint { get; init; } = "";
    public string Bucket { get; init; } = "";
    public string Prefix { get; init; } = "";
    public string AccessKeyId { get; init; } = "";
    public string AccessKeySecret { get; init; } = "";
    public bool Virtualhost { get; init; }
    public string Version { get; init; } = "";
    public string StorageType { get; init; } = "";
}

internal sealed record DatabaseSourceInfo
{
    public string Endpoint { get; init; } = "";
    public string User { get; init; } = "";
    public string Password { get; init; } = "";
    public string Database { get; init; } = "";
}

internal sealed record OdpsSourceInfo
{
    public string Endpoint { get; init; } = "";
    public string Project { get; init; } = "";
    public string AccessKeyId { get; init; } = "";
    public string AccessKeySecret { get; init; } = "";
}
