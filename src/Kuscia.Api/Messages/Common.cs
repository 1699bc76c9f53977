namespace Kuscia.Api.Messages;

internal sealed record DataColumnMessage
{
    public string Name { get; init; } = "";
    public string Type { get; init; } = "";
    public string Comment { get; init; } = "";
    public bool NotNullable { get; init; }
}

internal sealed record PartitionMessage
{
    public string Type { get; init; } = "";
    public IReadOnlyList<DataColumnMessage> Fields { get; init; } = [];
}

internal sealed record HealthRequest;

internal sealed record HealthData
{
    public bool Ready { get; init; }
}
