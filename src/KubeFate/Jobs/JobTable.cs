using System.Data.Common;
using System.Text.Json.Nodes;
using KubeFate.Clusters;
using KubeFate.Storage;
using KubeFate.Wire;

namespace KubeFate.Jobs;

/// <summary>The jobs in the database. A stop that a person asked for is never overwritten by the one who runs the job.</summary>
internal sealed class JobTable(Database database, TimeProvider clock)
{
    public Task<List<Job>> ListAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(new Sql("SELECT * FROM jobs WHERE deleted_at IS NULL ORDER BY id"), Read, cancellationToken);

    public async Task<Job?> FindAsync(string uuid, CancellationToken cancellationToken) => (await database.QueryAsync(
        new Sql("SELECT * FROM jobs WHERE uuid = @uuid AND deleted_at IS NULL", ("uuid", uuid)), Read, cancellationToken)).FirstOrDefault();

    /// <summary>Jobs that are not over and that nobody works on.</summary>
    public Task<List<Job>> ListIdleAsync(CancellationToken cancellationToken) => database.QueryAsync(
        new Sql("SELECT * FROM jobs WHERE deleted_at IS NULL AND status IN (1, 2, 7) AND (lease_until IS NULL OR lease_until < @now) ORDER BY id", ("now", Now)), Read, cancellationToken);

    public async Task CreateAsync(Job job, CancellationToken cancellationToken) => await database.ExecuteAsync(
        new Sql(
            "INSERT INTO jobs (created_at, updated_at, uuid, start_time, method, cluster_id, creator, status, time_limit, args_name, args_namespace, args_chart_name, " +
            "args_chart_version, args_cover, args_keep_upgrade_job, args_data) VALUES (@now, @now, @uuid, @start, @method, @cluster, @creator, @status, @limit, @name, @ns, @chart, " +
            "@version, @cover, @keep, @data)",
            ("now", Now), ("uuid", job.Uuid), ("start", Columns.Stored(job.Started)), ("method", job.Method), ("cluster", job.ClusterId), ("creator", job.Creator),
            ("status", (int)job.Status), ("limit", job.TimeLimit.Ticks * 100), ("name", job.Args?.Name ?? ""), ("ns", job.Args?.Namespace ?? ""), ("chart", job.Args?.ChartName ?? ""),
            ("version", job.Args?.ChartVersion ?? ""), ("cover", job.Args?.Cover ?? false), ("keep", job.Args?.KeepUpgradeJob ?? false), ("data", job.Args?.Data)),
        cancellationToken);

    /// <summary>Stores what the one who runs the job found out.</summary>
    /// <returns>False when another service has taken the job over; then nothing is stored.</returns>
    public async Task<bool> SaveAsync(Job job, string owner, CancellationToken cancellationToken) => await database.ExecuteAsync(
        new Sql(
            "UPDATE jobs SET updated_at = @now, end_time = @end, cluster_id = @cluster, sub_jobs = @subs, states = @states, step = @step, reasons = @reasons, " +
            "status = CASE WHEN status = 7 AND @status IN (1, 2) THEN status ELSE @status END WHERE uuid = @uuid AND lease_owner = @owner",
            ("owner", owner), ("now", Now), ("end", Columns.Stored(job.Ended)), ("cluster", job.ClusterId), ("subs", Columns.Stored(job.SubJobsJson())),
            ("states", job.StatesJson()?.ToJsonString()), ("step", job.Step), ("reasons", new JsonArray([.. job.Reasons.Select(r => (JsonNode)r)]).ToJsonString()),
            ("status", (int)job.Status), ("uuid", job.Uuid)),
        cancellationToken) > 0;

    /// <summary>Asks for a stop; false when the job cannot be stopped any more.</summary>
    public async Task<bool> StopAsync(string uuid, CancellationToken cancellationToken) => await database.ExecuteAsync(
        new Sql("UPDATE jobs SET status = 7, updated_at = @now WHERE uuid = @uuid AND deleted_at IS NULL AND status IN (1, 2)", ("now", Now), ("uuid", uuid)), cancellationToken) > 0;

    public async Task<bool> DeleteAsync(string uuid, CancellationToken cancellationToken) => await database.ExecuteAsync(
        new Sql("UPDATE jobs SET deleted_at = @now WHERE uuid = @uuid AND deleted_at IS NULL", ("now", Now), ("uuid", uuid)), cancellationToken) > 0;

    /// <summary>Takes or renews the right to run a job; false when another service has it.</summary>
    public async Task<bool> LeaseAsync(string uuid, string owner, TimeSpan time, CancellationToken cancellationToken) => await database.ExecuteAsync(
        new Sql(
            "UPDATE jobs SET lease_owner = @owner, lease_until = @until WHERE uuid = @uuid AND (lease_owner = @owner OR lease_until IS NULL OR lease_until < @now)",
            ("owner", owner), ("until", Columns.Stored(clock.GetUtcNow() + time)), ("now", Now), ("uuid", uuid)),
        cancellationToken) > 0;

    /// <summary>Gives the right back, so that another service need not wait for its end.</summary>
    public Task<int> ReleaseAsync(string uuid, string owner, CancellationToken cancellationToken) => database.ExecuteAsync(
        new Sql("UPDATE jobs SET lease_owner = NULL, lease_until = NULL WHERE uuid = @uuid AND lease_owner = @owner", ("uuid", uuid), ("owner", owner)), cancellationToken);

    private DateTime? Now => Columns.Stored(clock.GetUtcNow());

    private static Job Read(DbDataReader row) => new()
    {
        Base = BaseFields.Read(row),
        Uuid = row.Text("uuid"),
        Method = row.Text("method"),
        ClusterId = row.Text("cluster_id"),
        Creator = row.Text("creator"),
        Started = row.Time("start_time"),
        Ended = row.Time("end_time"),
        Status = (JobStatus)row.Number("status"),
        TimeLimit = TimeSpan.FromTicks(row.Number("time_limit") / 100),
        Args = new ClusterArgs
        {
            Name = row.Text("args_name"),
            Namespace = row.Text("args_namespace"),
            ChartName = row.Text("args_chart_name"),
            ChartVersion = row.Text("args_chart_version"),
            Cover = row.Flag("args_cover"),
            KeepUpgradeJob = row.Flag("args_keep_upgrade_job"),
            Data = row.Bytes("args_data"),
        },
        SubJobs = (row.Json("sub_jobs") as JsonObject)?.Where(item => item.Value is JsonObject).ToDictionary(item => item.Key, item => SubJob.FromJson((JsonObject)item.Value!)), // not null: filtered
        States = Texts(row.Json("states")),
        Step = row.Text("step"),
        Reasons = Texts(row.Json("reasons")),
    };

    private static string[] Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(item => item?.GetValue<string>() ?? "")];
}
