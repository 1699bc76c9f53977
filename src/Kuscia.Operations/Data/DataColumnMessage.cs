// Members are named and explained as on the wire (messages of kuscia.proto.api.v1alpha1).
#pragma warning disable CS1591
namespace Kuscia.Operations.Data;

/// <summary>One column of a table.</summary>
public sealed record DataColumnMessage
{
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";
    public string Comment { get; set; } = "";
    public bool NotNullable { get; set; }
}

/// <summary>How a table is cut into parts.</summary>
public sealed record PartitionMessage
{
    public string Type { get; set; } = "";
    public IReadOnlyList<DataColumnMessage> Fields { get; set; } = [];
}
