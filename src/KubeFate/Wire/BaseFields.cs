using System.Data.Common;
using System.Text.Json.Nodes;
using KubeFate.Storage;

namespace KubeFate.Wire;

/// <summary>What every stored thing has.</summary>
internal sealed record BaseFields
{
    /// <summary>Number of the row.</summary>
    public long Id { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>When it was deleted; null if it was not.</summary>
    public DateTimeOffset? Deleted { get; init; }

    /// <summary>Reads the four columns.</summary>
    public static BaseFields Read(DbDataReader row) => new()
    {
        Id = row.Number("id"),
        Created = row.Time("created_at"),
        Updated = row.Time("updated_at"),
        Deleted = row.Time("deleted_at"),
    };

    /// <summary>Adds them to what is answered.</summary>
    public JsonObject AddTo(JsonObject answer)
    {
        answer["ID"] = Id;
        answer["CreatedAt"] = GoJson.Time(Created);
        answer["UpdatedAt"] = GoJson.Time(Updated);
        answer["DeletedAt"] = Deleted is null ? null : GoJson.Time(Deleted);
        return answer;
    }
}
