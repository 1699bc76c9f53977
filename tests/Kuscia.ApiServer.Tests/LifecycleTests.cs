using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Server;
using Kuscia.ApiServer.Tests.Support;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.ApiServer.Tests;

public sealed class LifecycleTests
{
    private const string OnePod = """{"metadata":{"name":"p","namespace":"default"},"spec":{"containers":[{"name":"c","image":"i"}]}}""";

    [Fact]
    public async Task A_deleted_namespace_takes_its_content_with_it()
    {
        await using TestServer server = await TestServer.StartAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces", """{"metadata":{"name":"gone"}}""");
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/gone/configmaps", """{"metadata":{"name":"a"}}""");
        string start = (await server.Module.Client.ListAsync(Kinds.Namespace, null, ListOptions.All, limit.Token)).ResourceVersion;

        await server.Admin.SendJsonAsync("DELETE", "/api/v1/namespaces/gone");
        await foreach (WatchEvent<Namespace> change in server.Module.Client.WatchAsync(Kinds.Namespace, null, new ListOptions { ResourceVersion = start }, limit.Token))
        {
            if (change is { Type: WatchEventType.Deleted, Resource.Metadata.Name: "gone" })
            {
                break;
            }
        }

        Assert.Empty((await server.Module.Client.ListAsync(Kinds.ConfigMap, "gone", ListOptions.All, limit.Token)).Items);
    }

    [Fact]
    public async Task A_bound_pod_stays_until_its_node_says_it_ended()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/pods", OnePod);
        ResourceName name = new("default", "p");
        Binding binding = new() { Metadata = new ObjectMeta { Name = "p" }, Target = new ObjectReference { Kind = "Node", Name = "n1" } };
        await server.Module.Client.PostAsync(Kinds.Pod, name, "binding", binding, ModelJsonContext.Default.Binding, CancellationToken.None);

        await server.Module.Client.DeleteAsync(Kinds.Pod, name, null, CancellationToken.None);
        Pod? ending = await server.Module.Client.GetAsync(Kinds.Pod, name, CancellationToken.None);
        Assert.Equal("n1", ending!.Spec!.NodeName);
        Assert.Equal(30, ending.Metadata.DeletionGracePeriodSeconds);

        await server.Module.Client.DeleteAsync(Kinds.Pod, name, null, CancellationToken.None);
        Assert.NotNull(await server.Module.Client.GetAsync(Kinds.Pod, name, CancellationToken.None));

        JsonObject ended = new() { ["status"] = new JsonObject { ["phase"] = "Failed" } };
        await server.Module.Client.PatchAsync(Kinds.Pod, name, ended, "status", CancellationToken.None);
        await server.Module.Client.DeleteAsync(Kinds.Pod, name, ending.Metadata.Uid, CancellationToken.None);
        Assert.Null(await server.Module.Client.GetAsync(Kinds.Pod, name, CancellationToken.None));
    }

    [Fact]
    public async Task Status_and_intent_are_written_apart_and_generation_counts_intent()
    {
        await using TestServer server = await TestServer.StartAsync();
        LocalResourceClient client = server.Module.Client;
        ResourceName name = ResourceName.Cluster("alice");
        JsonNode domain = JsonNode.Parse("""{"metadata":{"name":"alice"},"spec":{"cert":"YQ=="},"status":{"nodeStatuses":[]}}""")!;
        await server.Admin.SendJsonAsync("POST", "/apis/kuscia.secretflow/v1alpha1/domains", domain.ToJsonString());

        await client.PatchAsync(Kinds.Domain, name, JsonNode.Parse("""{"spec":{"role":"partner"},"status":{"nodeStatuses":[{"name":"n","status":"Ready","version":"1"}]}}""")!, "status", CancellationToken.None);
        Domain afterStatus = (await client.GetAsync(Kinds.Domain, name, CancellationToken.None))!;
        await client.PatchAsync(Kinds.Domain, name, JsonNode.Parse("""{"spec":{"role":"partner"},"status":null}""")!, null, CancellationToken.None);
        Domain afterSpec = (await client.GetAsync(Kinds.Domain, name, CancellationToken.None))!;

        Assert.Null(afterStatus.Spec!.Role);
        Assert.Equal(1, afterStatus.Metadata.Generation);
        Assert.Equal("partner", afterSpec.Spec!.Role);
        Assert.Single(afterSpec.Status!.NodeStatuses!);
        Assert.Equal(2, afterSpec.Metadata.Generation);
    }

    [Fact]
    public async Task Unknown_members_survive_a_patch_of_something_else()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Admin.SendJsonAsync("POST", "/apis/kuscia.secretflow/v1alpha1/domains?fieldValidation=Ignore",
            """{"metadata":{"name":"bob"},"spec":{"cert":"YQ==","fromTheFuture":{"a":[1,2.50,"x"]}}}""");

        await server.Module.Client.PatchAsync(Kinds.Domain, ResourceName.Cluster("bob"), JsonNode.Parse("""{"metadata":{"labels":{"a":"b"}}}""")!, null, CancellationToken.None);

        (_, JsonObject stored) = await server.Admin.GetJsonAsync("/apis/kuscia.secretflow/v1alpha1/domains/bob");
        Assert.Equal("""{"a":[1,2.50,"x"]}""", stored["spec"]!["fromTheFuture"]!.ToJsonString());
    }

    [Fact]
    public async Task Many_writers_that_patch_one_object_all_get_through()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"shared"}}""");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => server.Module.Client.PatchAsync(
            Kinds.ConfigMap, new ResourceName("default", "shared"), new JsonObject { ["data"] = new JsonObject { [$"k{i}"] = "v" } }, null, CancellationToken.None)));

        ConfigMap map = (await server.Module.Client.GetAsync(Kinds.ConfigMap, new ResourceName("default", "shared"), CancellationToken.None))!;
        Assert.Equal(20, map.Data!.Count);
    }

    [Fact]
    public async Task A_watch_with_initial_events_marks_their_end()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"a"}}""");

        string text = await server.Admin.GetStringAsync(new Uri(
            "/api/v1/namespaces/default/configmaps?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1", UriKind.Relative));

        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonObject bookmark = JsonText.ParseObject(System.Text.Encoding.UTF8.GetBytes(lines[1]));
        Assert.StartsWith("{\"type\":\"ADDED\"", lines[0], StringComparison.Ordinal);
        Assert.Equal("BOOKMARK", bookmark.Text("type"));
        Assert.Equal("true", bookmark["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_watch_from_a_compacted_version_is_expired_over_both_clients()
    {
        await using TestServer server = await TestServer.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/configmaps", $$$"""{"metadata":{"name":"a{{{i}}}"}}""");
        }

        await server.Module.Verbs.Store.Log.CompactAsync(long.MaxValue, CancellationToken.None);

        ResourceException local = await Assert.ThrowsAsync<ResourceException>(async () =>
        {
            await foreach (WatchEvent<ConfigMap> change in server.Module.Client.WatchAsync(
                Kinds.ConfigMap, "default", new ListOptions { ResourceVersion = "2" }, CancellationToken.None))
            {
                Assert.NotNull(change);
            }
        });
        string remote = await server.Admin.GetStringAsync(new Uri("/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=2", UriKind.Relative));
        Assert.True(local.IsExpired);
        Assert.Contains("\"type\":\"ERROR\"", remote, StringComparison.Ordinal);
        Assert.Contains("\"code\":410", remote, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_local_client_reports_conflicts_and_missing_objects_as_documented()
    {
        await using TestServer server = await TestServer.StartAsync();
        LocalResourceClient client = server.Module.Client;
        ConfigMap map = new() { Metadata = new ObjectMeta { Name = "a", Namespace = "default" } };
        ConfigMap made = await client.CreateAsync(Kinds.ConfigMap, map, CancellationToken.None);
        await client.PatchAsync(Kinds.ConfigMap, new ResourceName("default", "a"), JsonNode.Parse("""{"data":{"k":"v"}}""")!, null, CancellationToken.None);

        ResourceException twice = await Assert.ThrowsAsync<ResourceException>(() => client.CreateAsync(Kinds.ConfigMap, map, CancellationToken.None));
        ResourceException stale = await Assert.ThrowsAsync<ResourceException>(() => client.ReplaceAsync(Kinds.ConfigMap, made, CancellationToken.None));
        ResourceException missing = await Assert.ThrowsAsync<ResourceException>(() =>
            client.PatchAsync(Kinds.ConfigMap, new ResourceName("default", "zz"), new JsonObject(), null, CancellationToken.None));

        Assert.True(twice.IsAlreadyExists);
        Assert.True(stale.IsConflict);
        Assert.True(missing.IsNotFound);
        Assert.Null(await client.GetAsync(Kinds.ConfigMap, new ResourceName("default", "zz"), CancellationToken.None));
        Assert.False(await client.DeleteAsync(Kinds.ConfigMap, new ResourceName("default", "zz"), null, CancellationToken.None));
    }

    [Fact]
    public async Task A_body_over_the_limit_and_one_nested_too_deep_are_refused()
    {
        await using TestServer server = await TestServer.StartAsync();

        (HttpStatusCode large, _) = await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/configmaps", new string(' ', 6 * 1024 * 1024 + 1));
        (HttpStatusCode deep, _) = await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/configmaps", new string('[', 5000));
        (HttpStatusCode alias, _) = await server.Admin.SendJsonAsync(
            "POST", "/api/v1/namespaces/default/configmaps", "a: &a [x,x]\nb: [*a,*a]\n", "application/yaml");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large);
        Assert.Equal(HttpStatusCode.BadRequest, deep);
        Assert.Equal(HttpStatusCode.BadRequest, alias);
    }
}
