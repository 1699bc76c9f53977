using Kuscia.Storage.Log;

namespace Kuscia.Storage.Dialects.Sql;

/// <summary>A column of the table that is there.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Type">Its type in the words of the server, without length.</param>
/// <param name="IsAutomatic">True when the server gives it a new number at each insertion.</param>
/// <param name="Collation">How its texts are compared; empty for others.</param>
internal sealed record TableColumn(string Name, string Type, bool IsAutomatic, string Collation);

/// <summary>Whether a table that was made by hand, or by another program, can hold the log. What it finds is said at once, with the documented column and the cure.</summary>
internal static class TableCheck
{
    private static readonly string[] Numbers = ["created", "deleted", "create_revision", "prev_revision", "lease"];
    private static readonly string[] Blobs = ["value", "old_value"];
    private static readonly string[] NumberTypes = ["int", "integer", "bigint", "mediumint", "smallint", "tinyint"];
    private static readonly string[] BlobTypes = ["mediumblob", "longblob", "blob", "bytea"];
    private static readonly string[] TextTypes = ["varchar", "character varying", "text"];

    /// <summary>Throws <see cref="StoreException"/> when columns are missing or of another type.</summary>
    public static void Columns(DatastoreEndpoint endpoint, IReadOnlyList<TableColumn> columns)
    {
        List<string> faults = [];
        Expect(columns, "id", NumberTypes, "a number", faults);
        Expect(columns, "name", TextTypes, "a VARCHAR(630)", faults);
        Array.ForEach(Numbers, n => Expect(columns, n, NumberTypes, "a number", faults));
        Array.ForEach(Blobs, b => Expect(columns, b, BlobTypes, "a MEDIUMBLOB or BYTEA", faults));
        if (columns.FirstOrDefault(c => c.Name == "id") is { IsAutomatic: false })
        {
            faults.Add("the column id does not count by itself (AUTO_INCREMENT or BIGSERIAL)");
        }

        if (faults.Count > 0)
        {
            throw Unfit(endpoint, string.Join("; ", faults), "let the node make it (rename or drop this one), or make it as the documents show");
        }
    }

    /// <summary>Throws <see cref="StoreException"/> when nothing keeps two rows from replacing the same one.</summary>
    public static void Unique(DatastoreEndpoint endpoint, IEnumerable<string[]> indexes)
    {
        if (!indexes.Any(i => i[0] is "name,prev_revision" or "prev_revision,name"))
        {
            throw Unfit(
                endpoint, "it has no unique index on (name, prev_revision), so two writers could replace the same row", "CREATE UNIQUE INDEX kine_name_prev_revision_uindex ON kine (name, prev_revision)");
        }
    }

    /// <summary>The fault of a table that cannot be used.</summary>
    public static StoreException Unfit(DatastoreEndpoint endpoint, string why, string cure) => new($"the table kine in {endpoint} cannot be used: {why}; {cure}") { IsNothingWritten = true };

    private static void Expect(IReadOnlyList<TableColumn> columns, string name, string[] types, string wanted, List<string> faults)
    {
        TableColumn? column = columns.FirstOrDefault(c => c.Name == name);
        if (column is null)
        {
            faults.Add($"the column {name} is missing");
        }
        else if (!types.Contains(column.Type))
        {
            faults.Add($"the column {name} is {column.Type}, but must be {wanted}");
        }
    }
}
