using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Testing.Components;
using Kuscia.Testing.Databases;

namespace Kuscia.EndToEnd.Tests;

/// <summary>A node whose store is a database server.</summary>
public sealed class DatastoreTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-datastore-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [RealComponentFact("mariadbd")]
    public async Task A_node_on_MariaDB_runs_a_job_survives_a_kill_and_a_database_that_goes_away()
    {
        await using DatabaseServer server = await DatabaseServer.StartMariaDbAsync();
        await server.SqlAsync("CREATE DATABASE kuscia; CREATE USER kuscia IDENTIFIED BY 'Pw0rd'; GRANT ALL ON kuscia.* TO kuscia");
        await using NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);
        string endpoint = string.Create(CultureInfo.InvariantCulture, $"mysql://kuscia:Pw0rd@tcp(127.0.0.1:{server.Port})/kuscia");
        await File.WriteAllTextAsync(node.ConfigFile, (await File.ReadAllTextAsync(node.ConfigFile)).Replace("datastoreEndpoint: \"\"", $"datastoreEndpoint: '{endpoint}'", StringComparison.Ordinal));

        await node.StartAsync();
        await TwoNodes.RegisterEngineAsync("doing", "echo done", node);
        await node.Client.CreateAsync(Kinds.KusciaJob, TwoNodes.JobOf("one", "doing", "alice"), CancellationToken.None);
        KusciaJob job = await TwoNodes.AwaitJobAsync(node, "one", Deadline, "Succeeded", "Failed");
        await node.KillAsync();
        await node.StartAsync();
        KusciaJob? again = await node.Client.GetAsync(Kinds.KusciaJob, new ResourceName("cross-domain", "one"), CancellationToken.None);
        await server.KillAsync();
        (int refused, string why) = await MakeAsync(node, "refused");
        await server.StartAgainAsync();
        int made = await UntilMadeAsync(node, "made");

        Assert.Equal("Succeeded", job.Status?.Phase);
        Assert.Equal("Succeeded", again?.Status?.Phase);
        Assert.InRange(refused, 500, 599);
        Assert.Contains("does not answer", why, StringComparison.Ordinal);
        Assert.Equal(201, made);
        Assert.NotEqual("0", await server.SqlAsync("select count(*) from kine", "kuscia"));
        Assert.Equal("0", await server.SqlAsync("select count(*) from kine where name like '%/refused'", "kuscia"));
        Assert.DoesNotContain("Pw0rd", node.LogTail(), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(node.Root, "var", "k3s", "server", "db", "state.db")));
    }

    private static Task<(int Status, string Body)> MakeAsync(NodeProcess node, string name) =>
        node.AdminAsync(HttpMethod.Post, "/api/v1/namespaces/alice/configmaps", $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"}}""");

    private static async Task<int> UntilMadeAsync(NodeProcess node, string name)
    {
        long begin = TimeProvider.System.GetTimestamp();
        int status;
        do
        {
            (status, _) = await MakeAsync(node, name);
        }
        while (status >= 500 && TimeProvider.System.GetElapsedTime(begin) < Deadline);
        return status;
    }
}
