using System.Text.Json;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Tables;

/// <summary>Cells of custom kinds: what the column's path finds, as its type shows it; null where nothing fits.</summary>
internal sealed class CustomCells(KindDescriptor kind)
{
    private static readonly PrinterColumn Age = new("Age", "date", ".metadata.creationTimestamp");

    private readonly (PrinterColumn Column, ColumnPath Path)[] _columns = [.. ColumnsOf(kind).Select(c => (c, ColumnPath.Parse(c.JsonPath)))];

    /// <summary>The columns after NAME: the declared ones, or AGE alone.</summary>
    public static IReadOnlyList<PrinterColumn> ColumnsOf(KindDescriptor kind) => kind.Columns.Count == 0 ? [Age] : kind.Columns;

    /// <summary>The cells of an object, name first.</summary>
    public IReadOnlyList<object?> Render(JsonElement root, DateTimeOffset now)
    {
        object?[] cells = new object?[_columns.Length + 1];
        cells[0] = root.Text("metadata", "name");
        for (int i = 0; i < _columns.Length; i++)
        {
            cells[i + 1] = _columns[i].Path.First(root) is { } value ? Cell(_columns[i].Column.Type, value, now) : null;
        }

        return cells;
    }

    private static object? Cell(string type, JsonElement value, DateTimeOffset now) => (type, value.ValueKind) switch
    {
        ("string", JsonValueKind.String) => value.GetString(),
        ("string", _) => value.GetRawText(),
        ("integer", JsonValueKind.Number) => value.TryGetInt64(out long whole) ? whole : (long)value.GetDouble(),
        ("number", JsonValueKind.Number) => value.TryGetInt64(out long whole) ? whole : value.GetDouble(),
        ("boolean", JsonValueKind.True or JsonValueKind.False) => value.GetBoolean(),
        ("date", JsonValueKind.String) => HumanDuration.Since(value, now),
        _ => null,
    };
}
