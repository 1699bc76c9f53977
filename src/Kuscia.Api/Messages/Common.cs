namespace Kuscia.Api.Messages;

internal sealed record DataColumnMessage
{
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";
    public string Comment { get; set; } = "";
    public bool NotNullable { get; set; }
}

internal sealed record PartitionMessage
{
    public string Type { get; set; } = "";
    public IReadOnlyList<DataColumnMessage> Fields { get; set; } = [];
}

internal sealed record HealthRequest;

internal sealed record HealthData
{
    public bool Ready { get; set; }
}
