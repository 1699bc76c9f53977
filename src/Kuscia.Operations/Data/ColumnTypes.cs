namespace Kuscia.Operations.Data;

/// <summary>Column types that data services can read and write.</summary>
public static class ColumnTypes
{
    private static readonly HashSet<string> MySql = new(StringComparer.OrdinalIgnoreCase)
    {
        "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "float", "float32", "float64", "bool", "string", "str",
    };

    private static readonly HashSet<string> Arrow = new(MySql, StringComparer.OrdinalIgnoreCase)
    {
        "large_string", "large_str", "large_utf8", "binary", "date32", "date", "date64", "datetime", "time32", "time64", "timestamp", "duration",
    };

    /// <summary>True when a source of this type can hold the column.</summary>
    public static bool IsSupported(string sourceType, string columnType) => (sourceType == "mysql" ? MySql : Arrow).Contains(columnType);
}
