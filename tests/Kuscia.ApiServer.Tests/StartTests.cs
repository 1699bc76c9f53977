using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Server;
using Kuscia.ApiServer.Tests.Support;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Modules;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.ApiServer.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task A_started_server_is_ready_and_has_its_namespaces()
    {
        await using TestServer server = await TestServer.StartAsync();

        (HttpStatusCode status, JsonObject body) = await server.Admin.GetJsonAsync("/api/v1/namespaces");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["default", "kube-node-lease", "kube-public", "kube-system"], body["items"]!.AsArray().Select(n => n!["metadata"]!["name"]!.GetValue<string>()));
        Assert.Equal("ok", await server.Anonymous.GetStringAsync(new Uri("/readyz", UriKind.Relative)));
    }

    [Fact]
    public async Task Keys_and_kubeconfig_can_be_read_by_their_owner_only()
    {
        await using TestServer server = await TestServer.StartAsync();

        string[] files = [server.Module.KubeconfigPath, .. Directory.GetFiles(Path.Combine(server.Folder, "tls")), .. Directory.GetFiles(Path.Combine(server.Folder, "db"))];

        Assert.All(files, f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
    }

    [Fact]
    public async Task What_was_stored_is_there_after_a_restart_and_the_certificates_stay()
    {
        string folder = Directory.CreateTempSubdirectory("apiserver-").FullName;
        string thumbprint;
        await using (TestServer first = await TestServer.StartAsync(folder: folder))
        {
            await first.Module.Client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = new ObjectMeta { Name = "a", Namespace = "default" } }, CancellationToken.None);
            thumbprint = first.Module.ServerCaCertificate.Thumbprint;
        }

        await using (TestServer second = await TestServer.StartAsync(folder: folder))
        {
            Assert.NotNull(await second.Module.Client.GetAsync(Kinds.ConfigMap, new ResourceName("default", "a"), CancellationToken.None));
            Assert.Equal(thumbprint, second.Module.ServerCaCertificate.Thumbprint);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_named()
    {
        ApiServerOptions options = new()
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabasePath = "/proc/nowhere/state.db",
            TlsDirectory = Path.GetTempPath(),
            KubeconfigPath = "/proc/nowhere/kubeconfig",
        };
        string folder = Directory.CreateTempSubdirectory("apiserver-").FullName;
        await using ApiServerModule module = new(
            options with { TlsDirectory = folder }, BuiltInKinds.CreateCatalog(), null, TimeProvider.System, NullLoggerFactory.Instance);

        ModuleStartException fault = await Assert.ThrowsAsync<ModuleStartException>(() => module.StartAsync(CancellationToken.None));

        Assert.Contains("/proc/nowhere/state.db", fault.Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using TestServer first = await TestServer.StartAsync();
        string folder = Directory.CreateTempSubdirectory("apiserver-").FullName;
        ApiServerOptions options = new()
        {
            Address = "127.0.0.1",
            Port = first.Module.Port,
            DatabasePath = Path.Combine(folder, "state.db"),
            TlsDirectory = Path.Combine(folder, "tls"),
            KubeconfigPath = Path.Combine(folder, "kubeconfig"),
        };
        await using (ApiServerModule module = new(options, BuiltInKinds.CreateCatalog(), null, TimeProvider.System, NullLoggerFactory.Instance))
        {
            ModuleStartException fault = await Assert.ThrowsAsync<ModuleStartException>(() => module.StartAsync(CancellationToken.None));

            Assert.Contains($"127.0.0.1:{first.Module.Port}", fault.Message, StringComparison.Ordinal);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_local_client_sees_changes_in_order()
    {
        await using TestServer server = await TestServer.StartAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        ResourceList<ConfigMap> before = await server.Module.Client.ListAsync(Kinds.ConfigMap, "default", ListOptions.All, limit.Token);
        ConfigMap map = new() { Metadata = new ObjectMeta { Name = "a", Namespace = "default" } };
        await server.Module.Client.CreateAsync(Kinds.ConfigMap, map, limit.Token);
        await server.Module.Client.PatchAsync(Kinds.ConfigMap, new ResourceName("default", "a"), new JsonObject { ["data"] = new JsonObject { ["k"] = "v" } }, null, limit.Token);
        await server.Module.Client.DeleteAsync(Kinds.ConfigMap, new ResourceName("default", "a"), null, limit.Token);

        List<WatchEventType> seen = new();
        await foreach (WatchEvent<ConfigMap> change in server.Module.Client.WatchAsync(
            Kinds.ConfigMap, "default", new ListOptions { ResourceVersion = before.ResourceVersion }, limit.Token))
        {
            seen.Add(change.Type);
            if (seen.Count == 3)
            {
                break;
            }
        }

        Assert.Equal([WatchEventType.Added, WatchEventType.Modified, WatchEventType.Deleted], seen);
    }
}
