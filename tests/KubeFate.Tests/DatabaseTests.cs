using System.Text.Json.Nodes;
using KubeFate.Clusters;
using KubeFate.Jobs;
using KubeFate.Service;
using KubeFate.Settings;
using KubeFate.Storage;
using KubeFate.Tests.Replay;
using Kuscia.Testing.Components;
using Kuscia.Testing.Databases;

namespace KubeFate.Tests;

/// <summary>The databases that a setting chooses keep what SQLite keeps.</summary>
public sealed class DatabaseTests(World world) : IClassFixture<World>
{
    [RealComponentFact("mariadbd")]
    public async Task MariaDB_keeps_everything()
    {
        await using DatabaseServer server = await DatabaseServer.StartMariaDbAsync();

        await LiveAsync(server, "ns-mariadb");
    }

    [RealComponentFact("initdb", "postgres")]
    public async Task PostgreSQL_keeps_everything()
    {
        await using DatabaseServer server = await DatabaseServer.StartPostgreSqlAsync();

        await LiveAsync(server, "ns-postgresql");
    }

    [RealComponentFact("mariadbd")]
    public async Task MariaDB_lets_a_name_be_taken_once()
    {
        await using DatabaseServer server = await DatabaseServer.StartMariaDbAsync();

        await TakeAsync(server);
    }

    [RealComponentFact("initdb", "postgres")]
    public async Task PostgreSQL_lets_a_name_be_taken_once()
    {
        await using DatabaseServer server = await DatabaseServer.StartPostgreSqlAsync();

        await TakeAsync(server);
    }

    [Fact]
    public async Task SQLite_lets_a_name_be_taken_once() => await TakeAsync(new ServiceSettings { DatabaseFile = world.NewDatabase() });

    private static async Task TakeAsync(DatabaseServer server)
    {
        await server.SqlAsync("CREATE DATABASE kube_fate");
        await TakeAsync(Settings(server));
    }

    // Many at once, from two services: one has the name, and its deletion frees it.
    private static async Task TakeAsync(ServiceSettings settings)
    {
        Database[] databases = [Database.Create(settings), Database.Create(settings)];
        await Schema.PrepareAsync(databases[0], CancellationToken.None);
        ClusterTable[] tables = [.. databases.Select(static database => new ClusterTable(database, TimeProvider.System))];
        Cluster[] clusters = [.. Enumerable.Range(0, 24).Select(static _ => new Cluster { Uuid = Guid.NewGuid().ToString(), Name = "one", Namespace = "ns", Status = ClusterStatus.Creating })];

        bool[] taken = await Task.WhenAll(clusters.Select((cluster, i) => Task.Run(() => tables[i % 2].CreateAsync(cluster, CancellationToken.None))));
        await tables[0].DeleteAsync(clusters[Array.IndexOf(taken, true)].Uuid, CancellationToken.None);
        bool again = await tables[1].CreateAsync(clusters[0] with { Uuid = Guid.NewGuid().ToString() }, CancellationToken.None);

        Assert.Single(taken, true);
        Assert.True(again);
        Assert.Single(await tables[0].ListAsync(deletedToo: false, CancellationToken.None));
        await LeaseAsync(databases);
    }

    // Many services at once: one has the job.
    private static async Task LeaseAsync(Database[] databases)
    {
        JobTable[] tables = [.. databases.Select(static database => new JobTable(database, TimeProvider.System))];
        Job job = new() { Uuid = Guid.NewGuid().ToString(), Method = Job.Install, TimeLimit = TimeSpan.FromHours(1) };
        await tables[0].CreateAsync(job, CancellationToken.None);

        bool[] leased = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => tables[i % 2].LeaseAsync(job.Uuid, $"service {i}", TimeSpan.FromMinutes(1), CancellationToken.None))));

        Assert.Single(leased, true);
    }

    private static ServiceSettings Settings(DatabaseServer server) => new()
    {
        RepositoryUrl = "",
        DatabaseType = server.Type,
        DatabaseHost = "127.0.0.1",
        DatabasePort = server.Port,
        DatabaseName = "kube_fate",
        DatabaseUser = "root",
    };

    // Accounts, charts, clusters and jobs on two services with one database, one of which is then gone.
    private async Task LiveAsync(DatabaseServer server, string ns)
    {
        await server.SqlAsync("CREATE DATABASE kube_fate");
        ServiceSettings settings = Settings(server);
        await world.Kubelet.PrepareAsync([ns], "ready");
        await using FateService second = await world.StartServiceAsync("", settings);
        string token;
        await using (FateService first = await world.StartServiceAsync("", settings))
        {
            using ServiceClient client = await ServiceClient.EnterAsync(first.Port);
            token = client.Token;
            Assert.Equal("createCluster Success", (await client.SendAsync(HttpMethod.Post, "/v1/user", """{"username":"zoë","password":"p","email":"z@example.org"}"""))["msg"]!.ToString());
            await client.UploadAsync("demo-1.0.0.tgz");
            await client.UploadAsync("demo-1.0.0.tgz");
            JsonNode installed = await client.EndAsync(await client.InstallAsync("db-1", ns));
            JsonNode refused = await client.EndAsync(await client.InstallAsync("db-2", ns)); // the objects of the chart have the same names
            Assert.Equal("Success", installed["status"]!.ToString());
            Assert.Equal("Failed", refused["status"]!.ToString());
        }

        using ServiceClient again = await ServiceClient.EnterAsync(second.Port, token);
        JsonNode cluster = Assert.Single((await again.SendAsync(HttpMethod.Get, "/v1/cluster/"))["data"]!.AsArray())!;
        JsonNode described = (await again.SendAsync(HttpMethod.Get, $"/v1/cluster/{cluster["uuid"]}"))["data"]!;
        JsonNode deleted = await again.EndAsync((await again.SendAsync(HttpMethod.Delete, $"/v1/cluster/{cluster["uuid"]}"))["data"]!["uuid"]!.ToString());

        Assert.Equal("Running", described["status"]!.ToString());
        Assert.Equal("demo", described["Spec"]!["chartName"]!.ToString());
        Assert.Equal("Success", deleted["status"]!.ToString());
        Assert.Equal(["admin", "zoë"], (await again.SendAsync(HttpMethod.Get, "/v1/user/"))["data"]!.AsArray().Select(static user => user!["username"]!.ToString()));
        Assert.Single((await again.SendAsync(HttpMethod.Get, "/v1/chart/"))["data"]!.AsArray());
        Assert.Equal(2, (await again.SendAsync(HttpMethod.Get, "/v1/cluster/?all=true"))["data"]!.AsArray().Count);
        Assert.Equal(3, (await again.SendAsync(HttpMethod.Get, "/v1/job/"))["data"]!.AsArray().Count);
    }
}
