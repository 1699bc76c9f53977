using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Tables;

/// <summary>What clients are told about columns.</summary>
internal static class ColumnTexts
{
    /// <summary>About the NAME column.</summary>
    public const string Name = "Name of the object, unique within its kind and namespace.";

    /// <summary>About any other column: its source where it has a path.</summary>
    public static string For(PrinterColumn column) => column switch
    {
        { Name: "Age" or "Created At" } => "When the server created the object.",
        _ when column.JsonPath.StartsWith('.') => $"The value of {column.JsonPath[1..]}.",
        _ => "",
    };
}
