using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using Kuscia.ApiServer.Server;
using Kuscia.Client.Informers;
using Kuscia.Controllers.Garbage;
using Kuscia.Controllers.Scheduling;
using Kuscia.Controllers.Workloads;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Controllers.Tests.Workloads.Recorded;

/// <summary>An API server with the controllers of workloads, the scheduler and the collector of garbage; no node runs the pods.</summary>
internal sealed class WorkloadCluster : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("workloads-").FullName;
    private readonly CancellationTokenSource _stop = new();

    // A signal is enough: whoever waits looks at everything again.
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<Task> _running = [];
    private ApiServerModule _server = null!; // set before the cluster is handed out
    private InformerSet _informers = null!;
    private HttpClient _http = null!;

    private WorkloadCluster()
    {
    }

    public LocalResourceClient Client => _server.Client;

    /// <summary>Starts everything, with more controllers when asked for.</summary>
    public static async Task<WorkloadCluster> StartAsync(Func<LocalResourceClient, InformerSet, IEnumerable<IController>>? more = null)
    {
        WorkloadCluster cluster = new();
        await cluster.StartServerAsync();
        await cluster.StartControllersAsync(more);
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (Task run in _running)
        {
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _informers.DisposeAsync();
        _http.Dispose();
        await _server.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Sends a request of the administrator.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SendAsync(string method, string path, string? body = null, string contentType = "application/json")
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using HttpResponseMessage answer = await _http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until a look at the cluster finds nothing wrong any more; fails with what it found last.</summary>
    public async Task AwaitAsync(string phase, Func<Task<string?>> look)
    {
        using CancellationTokenSource limit = new(Deadline);
        while (true)
        {
            if (await look() is not { } wrong)
            {
                return;
            }

            try
            {
                await _changes.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{phase}: after {Deadline.TotalSeconds} s {wrong}");
            }
        }
    }

    private async Task StartServerAsync()
    {
        ApiServerOptions options = new()
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabasePath = Path.Combine(_folder, "db", "state.db"),
            TlsDirectory = Path.Combine(_folder, "tls"),
            KubeconfigPath = Path.Combine(_folder, "kubeconfig"),
            Durable = false,
        };
        _server = new ApiServerModule(options, BuiltInKinds.CreateCatalog(), null, TimeProvider.System, NullLoggerFactory.Instance);
        await _server.StartAsync(CancellationToken.None);
        SocketsHttpHandler handler = new() { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { _server.ServerCaCertificate },
        };
        using X509Certificate2 admin = X509Certificate2.CreateFromPemFile(Path.Combine(_folder, "tls", "client-admin.crt"), Path.Combine(_folder, "tls", "client-admin.key"));
        handler.SslOptions.ClientCertificates = [X509CertificateLoader.LoadPkcs12(admin.Export(X509ContentType.Pkcs12), null)];
        _http = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{_server.Port}") };
    }

    private async Task StartControllersAsync(Func<LocalResourceClient, InformerSet, IEnumerable<IController>>? more)
    {
        _informers = new InformerSet(Client, TimeProvider.System, NullLoggerFactory.Instance);
        List<IController> controllers =
        [
            .. WorkloadControllers.All(Client, _informers, TimeProvider.System, NullLoggerFactory.Instance),
            new EndpointsController(Client, _informers, TimeProvider.System, NullLoggerFactory.Instance),
            new GarbageController(Client, _informers, TimeProvider.System, NullLoggerFactory.Instance),
            new SchedulerController(new SchedulerOptions(), Client, _informers, TimeProvider.System, NullLoggerFactory.Instance),
            .. more?.Invoke(Client, _informers) ?? [],
        ];
        foreach (ResourceKind kind in (ResourceKind[])[.. RecordedKinds.ByPlural.Values])
        {
            _informers.For(kind.AsJson()).Subscribe((_, _) => _changes.Writer.TryWrite(true));
        }

        await _informers.SyncedAsync(CancellationToken.None);
        _running.AddRange(controllers.Select(c => Task.Run(() => c.RunAsync(_stop.Token))));
    }
}
