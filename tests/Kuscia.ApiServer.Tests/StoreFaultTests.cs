using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Tests.Support;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Data.Sqlite;

namespace Kuscia.ApiServer.Tests;

/// <summary>A store that takes no writes for a while: somebody else holds the lock of the file.</summary>
public sealed class StoreFaultTests
{
    [Fact]
    public async Task Readiness_tells_when_the_store_takes_no_writes_and_when_it_does_again()
    {
        await using TestServer server = await TestServer.StartAsync();
        using SqliteConnection other = new($"Data Source={Path.Combine(server.Folder, "db", "state.db")};Pooling=False");
        other.Open();
        Execute(other, "BEGIN IMMEDIATE");

        ResourceException refused = await Assert.ThrowsAsync<ResourceException>(() =>
            server.Module.Client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = new ObjectMeta { Name = "a", Namespace = "default" } }, CancellationToken.None));
        string? fault = server.Module.StoreFault;
        (HttpStatusCode status, string told) = await ReadyAsync(server);
        (HttpStatusCode read, JsonNode? namespaces) = await server.Admin.SendJsonAsync("GET", "/api/v1/namespaces");
        Execute(other, "ROLLBACK");
        await AwaitReadyAsync(server);
        (HttpStatusCode written, _) = await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"a"}}""");

        Assert.Contains("the store could not commit", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(fault);
        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains("[-]etcd failed: the store takes no writes since", told, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, read);
        Assert.NotNull(namespaces);
        Assert.Equal(HttpStatusCode.Created, written);
    }

    private static async Task<(HttpStatusCode Status, string Text)> ReadyAsync(TestServer server)
    {
        using HttpResponseMessage answer = await server.Anonymous.GetAsync("/readyz");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task AwaitReadyAsync(TestServer server)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while ((await ReadyAsync(server)).Status != HttpStatusCode.OK)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromSeconds(60), $"the store still takes no writes: {server.Module.StoreFault}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
