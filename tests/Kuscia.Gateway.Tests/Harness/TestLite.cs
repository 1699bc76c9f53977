using System.Net;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Identity;

namespace Kuscia.Gateway.Tests.Harness;

/// <summary>The gateway of a lite whose objects are in the API of its master, which it reaches through itself.</summary>
internal sealed class TestLite : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-lite-").FullName;
    private readonly HttpMessageInvoker _invoker;

    public TestLite(string domain, Uri master, string token, string? key = null)
    {
        Domain = domain;
        Key = key ?? RsaKeys.Generate();
        Master = new MasterOptions { Endpoint = master, DeployToken = token };
        Identity = DomainIdentity.Load(domain, Key, _folder, TimeProvider.System);
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, ConnectCallback = DialAsync });
        Informers = new InformerSet(new HttpResourceClient(_invoker, new Uri("http://apiserver.master.svc")), TimeProvider.System, Log, new InformerSetOptions { Begins = Reached.Task });
        Gateway = new GatewayModule(
            new GatewayOptions
            {
                DomainId = domain,
                InstanceName = $"{domain}-host",
                OwnsControlPlane = false,
                Master = Master,
                ExternalAddress = "127.0.0.1",
                ExternalPort = 0,
                ExternalProtocol = ExternalProtocol.NoTls,
                InternalPort = 0,
                CertificatesDirectory = _folder,
                Timing = new GatewayTiming { FirstRetry = TimeSpan.FromMilliseconds(100), MaxRetry = TimeSpan.FromSeconds(1), ProbeInterval = TimeSpan.FromMilliseconds(500) },
            },
            new HttpResourceClient(_invoker, new Uri("http://apiserver.master.svc")), Informers, Identity, TimeProvider.System, Log);
        Link = new MasterModule(Gateway, Master, () => Reached.TrySetResult());
    }

    public string Domain { get; }

    public string Key { get; }

    public string Certificates => _folder;

    public MasterOptions Master { get; }

    public CapturedLog Log { get; } = new();

    public DomainIdentity Identity { get; }

    public InformerSet Informers { get; }

    public GatewayModule Gateway { get; }

    public MasterModule Link { get; }

    private TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task StartAsync()
    {
        await Gateway.StartAsync(CancellationToken.None);
        await Link.StartAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Starts it where it cannot reach or join its master; the reason that it gives, after which it is stopped.</summary>
    public async Task<string> ReasonToWaitAsync()
    {
        TaskCompletionSource<string> said = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Link.Waits += reason => said.TrySetResult(reason);
        await Gateway.StartAsync(CancellationToken.None);
        using CancellationTokenSource stop = new();
        Task start = Link.StartAsync(stop.Token);
        string reason = await said.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
        return reason;
    }

    /// <summary>A request as an application or a module of the lite sends it.</summary>
    public async Task<HttpStatusCode> AskAsync(string host, string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"http://{host}{path}");
        using HttpResponseMessage response = await _invoker.SendAsync(request, CancellationToken.None);
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await Informers.DisposeAsync();
        await Gateway.DisposeAsync();
        _invoker.Dispose();
        Identity.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async ValueTask<Stream> DialAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await socket.ConnectAsync(Gateway.Internal ?? throw new IOException("the gateway does not listen"), cancellationToken);
        return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
    }
}
