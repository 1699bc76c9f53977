using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Kuscia.ApiServer.Server;
using Kuscia.Client.Resources;
using Kuscia.Model.Descriptors;
using Kuscia.Storage;
using Kuscia.Storage.Log;
using Kuscia.Store.Bench;
using Microsoft.Extensions.Logging.Abstractions;

// Measures the store and the API server: appends per second and the time from a write's start to its event at a watcher.
// Usage: dotnet run -c Release --project bench/store [seconds per measure, default 5]
//        … -- peer [seconds per measure, default 2] [objects for the second start, default 100000]: beside etcd
//        … -- stalls [seconds, default 20]: the longest waits of writers
//        … -- growth [most objects, default 1000000]: what requests cost at 10^4, 10^5, … objects
if (args is ["serve", string served])
{
    await Served.ServeAsync(served);
    return;
}

if (args is ["peer" or "stalls" or "growth", ..])
{
    string own = Directory.CreateTempSubdirectory("bench-store-").FullName;
    try
    {
        if (args[0] == "peer")
        {
            await Comparison.RunAsync(own, Number(1, 2), (int)Number(2, 100000), Console.Out);
            return;
        }

        if (args[0] == "growth")
        {
            await Growth.RunAsync(own, (int)Number(1, 1_000_000), Console.Out);
            return;
        }

        await using RevisionLog stalled = await Store.OpenAsync(
            new RevisionLogOptions { Path = Path.Combine(own, "log.db") }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        Console.WriteLine(await Stalls.MeasureAsync(stalled, Number(1, 20)));
        return;
    }
    finally
    {
        Directory.Delete(own, recursive: true);
    }
}

double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 5;
string folder = Directory.CreateTempSubdirectory("bench-store-").FullName;
TextWriter output = Console.Out;
try
{
    output.WriteLine("| what | writers | per second | p50 ms | p99 ms |");
    output.WriteLine("|---|---|---|---|---|");
    foreach (int writers in (int[])[1, 16, 64])
    {
        RevisionLogOptions options = new RevisionLogOptions { Path = Path.Combine(folder, $"log{writers}.db") };
        await using RevisionLog log = await Store.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        output.WriteLine(await Appends.LogAsync(log, writers, seconds));
    }

    Stopwatch started = Stopwatch.StartNew();
    ApiServerOptions server = new ApiServerOptions
    {
        Address = "127.0.0.1",
        Port = 0,
        DatabasePath = Path.Combine(folder, "state.db"),
        TlsDirectory = Path.Combine(folder, "tls"),
        KubeconfigPath = Path.Combine(folder, "kubeconfig"),
    };
    await using ApiServerModule module = new ApiServerModule(server, BuiltInKinds.CreateCatalog(), null, TimeProvider.System, NullLoggerFactory.Instance);
    await module.StartAsync(CancellationToken.None);
    double startMilliseconds = started.Elapsed.TotalMilliseconds;

    using X509Certificate2 admin = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "tls", "client-admin.crt"), Path.Combine(folder, "tls", "client-admin.key"));
    using SocketsHttpHandler socket = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true };
    socket.SslOptions.ClientCertificates = [X509CertificateLoader.LoadPkcs12(admin.Export(X509ContentType.Pkcs12), null)];
    socket.SslOptions.CertificateChainPolicy = new X509ChainPolicy
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        CustomTrustStore = { module.ServerCaCertificate },
    };
    using HttpMessageInvoker http = new HttpMessageInvoker(socket);
    HttpResourceClient remote = new HttpResourceClient(http, new Uri($"https://127.0.0.1:{module.Port}"));
    foreach ((string name, IResourceClient client) in new (string, IResourceClient)[] { ("create over the local client", module.Client), ("create over HTTPS", remote) })
    {
        foreach (int writers in (int[])[1, 16, 64])
        {
            output.WriteLine(await Appends.CreateAsync(client, name, writers, seconds));
        }
    }

    output.WriteLine(await Latency.MeasureAsync(module.Client, "local", 1000));
    output.WriteLine(await Latency.MeasureAsync(remote, "HTTPS", 1000));
    output.WriteLine(await Lists.MeasureAsync(module.Client, http, module.Port, seconds));
    output.WriteLine();
    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"First start {startMilliseconds:f0} ms; resident memory after the run {Environment.WorkingSet / 1048576} MiB."));
}
finally
{
    Directory.Delete(folder, recursive: true);
}

double Number(int at, double fallback) => args.Length > at ? double.Parse(args[at], CultureInfo.InvariantCulture) : fallback;
