using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Kuscia.ApiServer.Server;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Serving;
using Kuscia.Controllers.Tasks;
using Kuscia.Model;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Controllers.Tests.Serving.Recorded;

/// <summary>An API server with the controller of KusciaDeployments alone: what Kubernetes Deployments make of themselves, the test writes.</summary>
internal sealed class ServingCluster : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly string[] Namespaces = ["cross-domain", "kuscia-system", "alice", "bob"];
    private static readonly ResourceKind<JsonResource>[] Compared = [Kinds.KusciaDeployment.AsJson(), Kinds.Deployment.AsJson(), Kinds.Service.AsJson(), Kinds.ConfigMap.AsJson()];

    private readonly string _folder = Directory.CreateTempSubdirectory("serving-").FullName;
    private readonly CancellationTokenSource _stop = new();

    // A signal is enough: whoever waits looks at everything again.
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ApiServerModule _server;
    private InformerSet? _informers;
    private Task _run = Task.CompletedTask;

    private ServingCluster() => _server = new ApiServerModule(
        new ApiServerOptions
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabasePath = Path.Combine(_folder, "db", "state.db"),
            TlsDirectory = Path.Combine(_folder, "tls"),
            KubeconfigPath = Path.Combine(_folder, "kubeconfig"),
            Durable = false,
        },
        BuiltInKinds.CreateCatalog(), null, TimeProvider.System, NullLoggerFactory.Instance);

    public IResourceClient Client => _server.Client;

    public static async Task<ServingCluster> StartAsync(JsonArray fixture)
    {
        ServingCluster cluster = new();
        await cluster._server.StartAsync(CancellationToken.None);
        foreach (string name in Namespaces)
        {
            await cluster.ApplyAsync(new JsonObject { ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } });
        }

        foreach (JsonObject value in fixture.OfType<JsonObject>())
        {
            await cluster.ApplyAsync(value);
        }

        InformerSet informers = cluster._informers = new InformerSet(cluster.Client, TimeProvider.System, NullLoggerFactory.Instance);
        foreach (ResourceKind<JsonResource> kind in Compared)
        {
            informers.For(kind).Subscribe((_, _) => cluster._changes.Writer.TryWrite(true));
        }

        ServingController controller = new(new TaskOptions(), cluster.Client, informers, TimeProvider.System, NullLoggerFactory.Instance);
        cluster._run = Task.Run(() => controller.RunAsync(cluster._stop.Token));
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (_informers?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Carries out an action as the recordings tell it.</summary>
    public Task ActAsync(JsonObject action) => action.Single() switch
    {
        ("apply", JsonObject value) => ApplyAsync(value),
        ("patch", JsonObject patch) => Client.PatchAsync(KindOf(patch), NameOf(patch), patch["merge"]!.DeepClone(), (string?)patch["sub"], CancellationToken.None), // not null: recorded
        ("delete", JsonObject gone) => Client.DeleteAsync(KindOf(gone), NameOf(gone), null, CancellationToken.None),
        var other => throw new InvalidOperationException($"unknown action {other.Key}"),
    };

    /// <summary>All compared objects by KIND/NAMESPACE/NAME.</summary>
    public async Task<Dictionary<string, JsonObject>> StateAsync()
    {
        Dictionary<string, JsonObject> state = [];
        foreach (ResourceKind<JsonResource> kind in Compared)
        {
            foreach (JsonResource item in (await Client.ListAsync(kind, null, ListOptions.All, CancellationToken.None)).Items.Where(i => Namespaces.Contains(i.Metadata.Namespace)))
            {
                state[$"{kind.Kind}/{item.Metadata.Namespace}/{item.Metadata.Name}"] = JsonSerializer.SerializeToNode(item, ModelJsonContext.Default.JsonResource)!.AsObject(); // a resource is an object
            }
        }

        return state;
    }

    /// <summary>Waits until a look at the cluster finds nothing wrong any more; fails with what it found last.</summary>
    public async Task AwaitAsync(string phase, Func<Task<string>> look)
    {
        using CancellationTokenSource limit = new(Deadline);
        while (true)
        {
            string wrong = await look();
            if (wrong.Length == 0)
            {
                return;
            }

            try
            {
                await _changes.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{phase}: after {Deadline.TotalSeconds} s this differs:\n{wrong}");
            }
        }
    }

    private async Task ApplyAsync(JsonObject value)
    {
        ResourceKind<JsonResource> kind = KindOf(value);
        JsonObject copy = value.DeepClone().AsObject();
        copy["apiVersion"] = kind.ApiVersion;
        copy.Remove("status");
        await Client.CreateAsync(kind, copy.Deserialize(ModelJsonContext.Default.JsonResource) ?? throw new InvalidOperationException("no object"), CancellationToken.None);
    }

    private static ResourceKind<JsonResource> KindOf(JsonObject value) => (string?)value["kind"] switch
    {
        "Namespace" => Kinds.Namespace.AsJson(),
        "Domain" => Kinds.Domain.AsJson(),
        "AppImage" => Kinds.AppImage.AsJson(),
        { } kind => Compared.Single(k => k.Kind == kind),
        null => throw new InvalidOperationException("no kind"),
    };

    private static ResourceName NameOf(JsonObject value) => new((string?)value["namespace"], (string?)value["name"] ?? "");
}
