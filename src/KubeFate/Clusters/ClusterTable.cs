using System.Data.Common;
using System.Text.Json.Nodes;
using KubeFate.Storage;
using KubeFate.Wire;

namespace KubeFate.Clusters;

/// <summary>The clusters in the database.</summary>
internal sealed class ClusterTable(Database database, TimeProvider clock)
{
    private const int Attempts = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public Task<List<Cluster>> ListAsync(bool deletedToo, CancellationToken cancellationToken) => database.QueryAsync(
        new Sql(deletedToo ? "SELECT * FROM clusters ORDER BY id" : "SELECT * FROM clusters WHERE deleted_at IS NULL ORDER BY id"), Read, cancellationToken);

    /// <summary>How many there are.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken) => (await database.QueryAsync(
        new Sql("SELECT COUNT(*) AS amount FROM clusters WHERE deleted_at IS NULL"), static row => row.Number("amount"), cancellationToken))[0];

    public async Task<Cluster?> FindAsync(string uuid, CancellationToken cancellationToken) => (await database.QueryAsync(
        new Sql("SELECT * FROM clusters WHERE uuid = @uuid AND deleted_at IS NULL", ("uuid", uuid)), Read, cancellationToken)).FirstOrDefault();

    public async Task<Cluster?> FindAsync(string name, string ns, CancellationToken cancellationToken) => (await database.QueryAsync(
        new Sql("SELECT * FROM clusters WHERE name = @name AND name_space = @ns AND deleted_at IS NULL", ("name", name), ("ns", ns)), Read, cancellationToken)).FirstOrDefault();

    /// <summary>Stores a new cluster. The database itself sees to it that name and namespace are taken once, whatever other services do at the same moment.</summary>
    /// <returns>False when they are taken.</returns>
    public async Task<bool> CreateAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await InsertAsync(cluster, cancellationToken);
            }
            catch (DatabaseException)
            {
                if (await FindAsync(cluster.Name, cluster.Namespace, cancellationToken) is not null)
                {
                    return false;
                }

                // MySQL may choose this one as the victim of a deadlock while the other has not ended yet.
                if (attempt == Attempts)
                {
                    throw;
                }

                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    /// <summary>Gives their claims to clusters that were stored without one: by the original, or by hand.</summary>
    public async Task ClaimAsync(CancellationToken cancellationToken)
    {
        List<Cluster> clusters = await database.QueryAsync(new Sql("SELECT * FROM clusters WHERE deleted_at IS NULL AND claim IS NULL ORDER BY id"), Read, cancellationToken);
        foreach (Cluster cluster in clusters)
        {
            try
            {
                await database.ExecuteAsync(
                    new Sql("UPDATE clusters SET claim = @claim WHERE uuid = @uuid AND deleted_at IS NULL", ("claim", ClusterClaim.Of(cluster.Name, cluster.Namespace)), ("uuid", cluster.Uuid)),
                    cancellationToken);
            }
            catch (DatabaseException)
            {
                // The original did let one name be taken twice; the first of them has the claim.
            }
        }
    }

    private async Task<bool> InsertAsync(Cluster cluster, CancellationToken cancellationToken) => await database.ExecuteAsync(
        new Sql(
            "INSERT INTO clusters (created_at, updated_at, uuid, name, name_space, chart_name, chart_version, \"values\", spec, revision, helm_revision, chart_values, status, info, claim) " +
            "SELECT @now, @now, @uuid, @name, @ns, @chart, @version, @values, @spec, @revision, @helm, @none, @status, @none, @claim FROM (SELECT 1 AS one) AS source " +
            "WHERE NOT EXISTS (SELECT 1 FROM clusters WHERE name = @name AND name_space = @ns AND deleted_at IS NULL)",
            ("now", Now), ("uuid", cluster.Uuid), ("name", cluster.Name), ("ns", cluster.Namespace), ("chart", cluster.ChartName), ("version", cluster.ChartVersion),
            ("values", cluster.Values), ("spec", Columns.Stored(cluster.Spec)), ("revision", cluster.Revision), ("helm", cluster.HelmRevision),
            ("none", "null"u8.ToArray()), ("status", (int)cluster.Status), ("claim", ClusterClaim.Of(cluster.Name, cluster.Namespace))),
        cancellationToken) > 0;

    /// <summary>Stores everything that may change.</summary>
    public async Task SaveAsync(Cluster cluster, CancellationToken cancellationToken) => await database.ExecuteAsync(
        new Sql(
            "UPDATE clusters SET updated_at = @now, chart_name = @chart, chart_version = @version, \"values\" = @values, spec = @spec, revision = @revision, " +
            "helm_revision = @helm, status = @status WHERE uuid = @uuid",
            ("now", Now), ("chart", cluster.ChartName), ("version", cluster.ChartVersion), ("values", cluster.Values), ("spec", Columns.Stored(cluster.Spec)),
            ("revision", cluster.Revision), ("helm", cluster.HelmRevision), ("status", (int)cluster.Status), ("uuid", cluster.Uuid)),
        cancellationToken);

    /// <summary>Changes the status of a cluster that was not deleted meanwhile.</summary>
    public async Task SetStatusAsync(string uuid, ClusterStatus status, CancellationToken cancellationToken) => await database.ExecuteAsync(
        new Sql("UPDATE clusters SET updated_at = @now, status = @status WHERE uuid = @uuid AND deleted_at IS NULL", ("now", Now), ("status", (int)status), ("uuid", uuid)), cancellationToken);

    /// <summary>Marks a cluster as deleted; the row stays for those who ask for all.</summary>
    public async Task DeleteAsync(string uuid, CancellationToken cancellationToken) => await database.ExecuteAsync(
        new Sql(
            "UPDATE clusters SET updated_at = @now, deleted_at = @now, claim = NULL, status = @status WHERE uuid = @uuid AND deleted_at IS NULL",
            ("now", Now), ("status", (int)ClusterStatus.Deleted), ("uuid", uuid)),
        cancellationToken);

    private DateTime? Now => Columns.Stored(clock.GetUtcNow());

    private static Cluster Read(DbDataReader row) => new()
    {
        Base = BaseFields.Read(row),
        Uuid = row.Text("uuid"),
        Name = row.Text("name"),
        Namespace = row.Text("name_space"),
        ChartName = row.Text("chart_name"),
        ChartVersion = row.Text("chart_version"),
        Values = row.Text("values"),
        Spec = row.Json("spec") as JsonObject ?? [],
        Revision = (int)row.Number("revision"),
        HelmRevision = (int)row.Number("helm_revision"),
        Status = Enum.IsDefined((ClusterStatus)row.Number("status")) ? (ClusterStatus)row.Number("status") : ClusterStatus.Unknown,
    };
}
