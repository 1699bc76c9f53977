// Members are named and explained as on the wire (messages of kuscia.proto.api.v1alpha1).
#pragma warning disable CS1591
using System.Text.Json.Serialization;

namespace Kuscia.Operations.Data;

/// <summary>Names one data source.</summary>
public sealed record DataSourceKey
{
    public string DomainId { get; set; } = "";
    public string DatasourceId { get; set; } = "";
}

/// <summary>A data source as it is told; an API that serves one domain only leaves out the domain.</summary>
public sealed record DataSourceMessage
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DomainId { get; set; }
    public string DatasourceId { get; set; } = "";
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";
    public string Status { get; set; } = "";
    public DataSourceInfo? Info { get; set; }
    public string InfoKey { get; set; } = "";
    public bool AccessDirectly { get; set; }
}

/// <summary>Where the data is; one member is set.</summary>
public sealed record DataSourceInfo
{
    public LocalSourceInfo? Localfs { get; set; }
    public OssSourceInfo? Oss { get; set; }
    public DatabaseSourceInfo? Database { get; set; }
    public OdpsSourceInfo? Odps { get; set; }
}

/// <summary>A directory of the node.</summary>
public sealed record LocalSourceInfo
{
    public string Path { get; set; } = "";
}

/// <summary>A bucket of an object store.</summary>
public sealed record OssSourceInfo
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

/// <summary>A database.</summary>
public sealed record DatabaseSourceInfo
{
    public string Endpoint { get; set; } = "";
    public string User { get; set; } = "";
    public string Password { get; set; } = "";
    public string Database { get; set; } = "";
}

/// <summary>A project of MaxCompute.</summary>
public sealed record OdpsSourceInfo
{
    public string Endpoint { get; set; } = "";
    public string Project { get; set; } = "";
    public string AccessKeyId { get; set; } = "";
    public string AccessKeySecret { get; set; } = "";
}
