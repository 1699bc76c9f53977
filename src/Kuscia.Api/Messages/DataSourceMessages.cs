using Kuscia.Operations.Data;

namespace Kuscia.Api.Messages;

/// <summary>Creates a data source, or updates the members that are given.</summary>
internal sealed record WriteDataSourceRequest
{
    public string DomainId { get; set; } = "";
    public string DatasourceId { get; set; } = "";
    public string Type { get; set; } = "";
    public string? Name { get; set; }
    public DataSourceInfo? Info { get; set; }
    public string? InfoKey { get; set; }
    public bool? AccessDirectly { get; set; }
}

internal sealed record DataSourceIdData
{
    public string DatasourceId { get; set; } = "";
}

internal sealed record BatchQueryDataSourceRequest
{
    public IReadOnlyList<DataSourceKey> Data { get; set; } = [];
}

internal sealed record ListDataSourceRequest
{
    public string DomainId { get; set; } = "";
}

internal sealed record DataSourceListData
{
    public IReadOnlyList<DataSourceMessage> DatasourceList { get; set; } = [];
}
