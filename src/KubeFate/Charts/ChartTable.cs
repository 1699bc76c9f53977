using System.Data.Common;
using System.Text.Json.Nodes;
using KubeFate.Storage;
using KubeFate.Wire;

namespace KubeFate.Charts;

/// <summary>The charts in the database.</summary>
internal sealed class ChartTable(Database database, TimeProvider clock)
{
    private const string Parts =
        "id, created_at, updated_at, deleted_at, uuid, name, chart, \"values\", values_template, values_template_example, templates, version, app_version";

    /// <summary>The charts without their archives.</summary>
    public Task<List<StoredChart>> ListAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(new Sql($"SELECT {Parts}, NULL AS archive FROM helm_charts WHERE deleted_at IS NULL ORDER BY id"), Read, cancellationToken);

    public async Task<StoredChart?> FindAsync(string uuid, CancellationToken cancellationToken) => (await database.QueryAsync(
        new Sql("SELECT * FROM helm_charts WHERE uuid = @uuid AND deleted_at IS NULL", ("uuid", uuid)), Read, cancellationToken)).FirstOrDefault();

    public async Task<StoredChart?> FindAsync(string name, string version, CancellationToken cancellationToken) => (await database.QueryAsync(
        new Sql("SELECT * FROM helm_charts WHERE name = @name AND version = @version AND deleted_at IS NULL ORDER BY id DESC", ("name", name), ("version", version)), Read, cancellationToken)).FirstOrDefault();

    /// <summary>
    /// Stores a chart in place of those of the same name and version. The new one is there before older ones go, and only older ones do: of two uploads at once the later row stays.
    /// </summary>
    public async Task ReplaceAsync(StoredChart chart, CancellationToken cancellationToken)
    {
        DateTime? now = Columns.Stored(clock.GetUtcNow());
        await database.ExecuteAsync(
            new Sql(
                "INSERT INTO helm_charts (created_at, updated_at, uuid, name, chart, \"values\", values_template, values_template_example, templates, version, app_version, archive) " +
                "VALUES (@now, @now, @uuid, @name, @chart, @values, @template, @example, @templates, @version, @app, @archive)",
                ("now", now), ("uuid", chart.Uuid), ("name", chart.Name), ("chart", chart.ChartText), ("values", chart.ValuesText), ("template", chart.ValuesTemplate),
                ("example", chart.ValuesTemplateExample), ("templates", Columns.Stored(chart.Templates)), ("version", chart.Version), ("app", chart.AppVersion), ("archive", chart.Archive)),
            cancellationToken);
        List<long> id = await database.QueryAsync(new Sql("SELECT id FROM helm_charts WHERE uuid = @uuid", ("uuid", chart.Uuid)), static row => row.Number("id"), cancellationToken);
        await database.ExecuteAsync(
            new Sql(
                "UPDATE helm_charts SET deleted_at = @now WHERE name = @name AND version = @version AND id < @id AND deleted_at IS NULL",
                ("now", now), ("name", chart.Name), ("version", chart.Version), ("id", id[0])),
            cancellationToken);
    }

    public Task<int> DeleteAsync(string uuid, CancellationToken cancellationToken) => database.ExecuteAsync(
        new Sql("UPDATE helm_charts SET deleted_at = @now WHERE uuid = @uuid AND deleted_at IS NULL", ("now", Columns.Stored(clock.GetUtcNow())), ("uuid", uuid)), cancellationToken);

    private static StoredChart Read(DbDataReader row) => new()
    {
        Base = BaseFields.Read(row),
        Uuid = row.Text("uuid"),
        Name = row.Text("name"),
        Version = row.Text("version"),
        AppVersion = row.Text("app_version"),
        ChartText = row.Text("chart"),
        ValuesText = row.Text("values"),
        ValuesTemplate = row.Text("values_template"),
        ValuesTemplateExample = row.Text("values_template_example"),
        Templates = row.Json("templates") as JsonArray ?? [],
        Archive = row.Bytes("archive"),
    };
}
