using KubeFate.Clusters;
using KubeFate.Storage;

namespace KubeFate.Tests.Replay;

/// <summary>Does what the recorded scenarios do outside of the service: it writes into the database.</summary>
internal sealed class Operator(string databaseFile, MovedClock clock)
{
    private readonly Database _database = new(new SqliteDialect(databaseFile));

    public Task ForgetClustersAsync() => _database.ExecuteAsync(new Sql("DELETE FROM clusters"), CancellationToken.None);

    /// <summary>Shortens the time of all jobs, and lets it pass.</summary>
    public async Task ShortenJobsAsync(TimeSpan limit)
    {
        await _database.ExecuteAsync(new Sql("UPDATE jobs SET time_limit = @limit", ("limit", limit.Ticks * 100)), CancellationToken.None);
        clock.Ahead += limit;
    }

    /// <returns>The id of the new row.</returns>
    public async Task<string> AddClusterAsync()
    {
        Cluster cluster = new()
        {
            Uuid = Guid.NewGuid().ToString(),
            Name = "x",
            Namespace = "y",
            ChartName = "demo",
            ChartVersion = "1.0.0",
            Values = "{}",
            Revision = 1,
            Status = ClusterStatus.Running,
        };
        await new ClusterTable(_database, clock).CreateAsync(cluster, CancellationToken.None);
        return cluster.Uuid;
    }
}
