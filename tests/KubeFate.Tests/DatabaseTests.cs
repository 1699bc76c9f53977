using System.Text.Json.Nodes;
using KubeFate.Service;
using KubeFate.Settings;
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

    // Accounts, charts, clusters and jobs on two services with one database, one of which is then gone.
    private async Task LiveAsync(DatabaseServer server, string ns)
    {
        await server.SqlAsync("CREATE DATABASE kube_fate");
        ServiceSettings settings = new()
        {
            RepositoryUrl = "", DatabaseType = server.Type, DatabaseHost = "127.0.0.1", DatabasePort = server.Port, DatabaseName = "kube_fate", DatabaseUser = "root",
        };
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
