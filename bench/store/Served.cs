using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kuscia.ApiServer.Server;
using Kuscia.Model.Descriptors;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Store.Bench;

/// <summary>Our API server as a process of its own, started from this program with <c>serve FOLDER</c>.</summary>
internal sealed class Served : IDisposable
{
    private readonly Process _process;
    private readonly SocketsHttpHandler _socket = new() { UseProxy = false };

    private Served(Process process, string folder, int port)
    {
        _process = process;
        Port = port;
        using X509Certificate2 admin = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "tls", "client-admin.crt"), Path.Combine(folder, "tls", "client-admin.key"));
        _socket.SslOptions.ClientCertificates = [X509CertificateLoader.LoadPkcs12(admin.Export(X509ContentType.Pkcs12), null)];
        _socket.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "tls", "server-ca.crt")) },
        };
        Http = new HttpMessageInvoker(_socket);
    }

    public int Port { get; }

    public HttpMessageInvoker Http { get; }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts it and waits until it is ready; the time that took.</summary>
    public static async Task<(Served Server, double Milliseconds)> StartAsync(string folder)
    {
        Stopwatch clock = Stopwatch.StartNew();
        ProcessStartInfo start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true }; // not null: this program has a file
        start.ArgumentList.Add("serve");
        start.ArgumentList.Add(folder);
        Process process = Process.Start(start) ?? throw new InvalidOperationException("the server does not start");
        string line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the server ended");
        double milliseconds = clock.Elapsed.TotalMilliseconds;
        return (new Served(process, folder, int.Parse(line, CultureInfo.InvariantCulture)), milliseconds);
    }

    /// <summary>The other side: serves until its input ends. The port is told when every path answers.</summary>
    public static async Task ServeAsync(string folder)
    {
        ApiServerOptions options = new ApiServerOptions
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabasePath = Path.Combine(folder, "state.db"),
            TlsDirectory = Path.Combine(folder, "tls"),
            KubeconfigPath = Path.Combine(folder, "kubeconfig"),
        };
        await using ApiServerModule module = new ApiServerModule(options, BuiltInKinds.CreateCatalog(), null, TimeProvider.System, NullLoggerFactory.Instance);
        await module.StartAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync(module.Port.ToString(CultureInfo.InvariantCulture));
        await Console.In.ReadToEndAsync();
    }

    /// <summary>A create of a ConfigMap with one text.</summary>
    public HttpRequestMessage Create(string name, string value, bool tracked = false) => new(
        HttpMethod.Post, $"https://127.0.0.1:{Port}/api/v1/namespaces/default/configmaps{(tracked ? "?fieldManager=bench" : "")}")
    {
        Content = new StringContent($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"v":"{{{value}}}"}}""", Encoding.UTF8, "application/json"),
    };

    /// <summary>A watch on all ConfigMaps from now on.</summary>
    public HttpRequestMessage Watch(string version) =>
        new(HttpMethod.Get, $"https://127.0.0.1:{Port}/api/v1/namespaces/default/configmaps?watch=true&resourceVersion={version}");

    public void Dispose()
    {
        Http.Dispose();
        _socket.Dispose();
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
