using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Server;
using Kuscia.ApiServer.Tests.Support;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.ApiServer.Tests;

/// <summary>What must be there once although several servers write to one store: addresses and ports of Services, and what a leader does.</summary>
public sealed class SharedClaimsTests : IAsyncLifetime
{
    private const string Services = "/api/v1/namespaces/default/services";
    private static readonly ResourceName LeaseName = new("kube-system", "leader");

    private TestServer _one = null!; // Set by InitializeAsync.
    private TestServer _other = null!;

    public async Task InitializeAsync()
    {
        _one = await TestServer.StartAsync();
        _other = await TestServer.StartAsync(adapt: o => o with { DatabasePath = Path.Combine(_one.Folder, "db", "state.db") });
    }

    public async Task DisposeAsync()
    {
        await _other.DisposeAsync();
        await _one.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"clusterIP":"10.43.7.7","ports":[{"port":80}]}""", "provided IP is already allocated")]
    [InlineData("""{"type":"NodePort","ports":[{"port":80,"nodePort":30080}]}""", "provided port is already allocated")]
    public async Task A_value_that_many_ask_for_at_the_same_time_on_two_servers_is_given_once(string spec, string why)
    {
        (HttpStatusCode Status, JsonObject Body)[] answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i =>
            Of(i).Admin.SendJsonAsync("POST", Services, $$"""{"metadata":{"name":"s{{i}}"},"spec":{{spec}}}""")));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => Assert.Equal(422, (int)a.Status));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => Assert.Contains(why, a.Body["message"]!.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Values_that_two_servers_choose_at_the_same_time_are_all_different()
    {
        (HttpStatusCode Status, JsonObject Body)[] answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i =>
            Of(i).Admin.SendJsonAsync("POST", Services, $$$"""{"metadata":{"name":"n{{{i}}}"},"spec":{"type":"NodePort","ports":[{"port":80,"name":"a"},{"port":81,"name":"b"}]}}""")));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Equal(60, answers.Select(a => a.Body["spec"]!["clusterIP"]!.ToString()).Distinct().Count());
        Assert.Equal(120, answers.SelectMany(a => a.Body["spec"]!["ports"]!.AsArray()).Select(p => (int)p!["nodePort"]!).Distinct().Count());
    }

    [Fact]
    public async Task What_was_decided_in_one_term_is_not_written_in_the_next()
    {
        LocalResourceClient all = _one.Module.Client;
        await all.CreateAsync(Kinds.Lease, new Lease { Metadata = Meta(LeaseName), Spec = new LeaseSpec { HolderIdentity = "a", LeaseTransitions = 3 } }, CancellationToken.None);
        LocalResourceClient leader = all.Fenced(LeaseName, "a", 3);
        ResourceName map = new("default", "m");
        await leader.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = Meta(map) }, CancellationToken.None);
        JsonObject patch = new() { ["data"] = new JsonObject { ["by"] = "a" } };
        await leader.PatchAsync(Kinds.ConfigMap, map, patch, null, CancellationToken.None);

        // The next leader writes its term through the other server.
        await _other.Module.Client.PatchAsync(Kinds.Lease, LeaseName, new JsonObject { ["spec"] = new JsonObject { ["holderIdentity"] = "b", ["leaseTransitions"] = 4 } }, null, CancellationToken.None);
        ResourceException[] refused =
        [
            await Assert.ThrowsAsync<ResourceException>(() => leader.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = Meta(new ResourceName("default", "late")) }, CancellationToken.None)),
            await Assert.ThrowsAsync<ResourceException>(() => leader.PatchAsync(Kinds.ConfigMap, map, new JsonObject { ["data"] = new JsonObject { ["by"] = "late" } }, null, CancellationToken.None)),
            await Assert.ThrowsAsync<ResourceException>(() => leader.DeleteAsync(Kinds.ConfigMap, map, null, CancellationToken.None)),
        ];

        Assert.All(refused, r => Assert.Equal(HttpStatusCode.ServiceUnavailable, r.StatusCode));
        Assert.Equal("a", (await all.GetAsync(Kinds.ConfigMap, map, CancellationToken.None))?.Data?["by"]);
        Assert.Null(await all.GetAsync(Kinds.ConfigMap, new ResourceName("default", "late"), CancellationToken.None));
    }

    [Fact]
    public async Task The_instance_that_leads_is_shown_beside_the_checks()
    {
        _one.Module.Leader = () => "x leads";

        (_, JsonObject verbose) = await _one.Admin.GetJsonAsync("/readyz?verbose");
        (_, JsonObject plain) = await _one.Admin.GetJsonAsync("/readyz");

        Assert.Contains("[+]leader ok: x leads\n", verbose["text"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("ok", plain["text"]!.ToString());
    }

    private TestServer Of(int number) => number % 2 == 0 ? _one : _other;

    private static ObjectMeta Meta(ResourceName name) => new() { Name = name.Name, Namespace = name.Namespace };
}
