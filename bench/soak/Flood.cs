using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kuscia.Adversary;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Testing.Nodes;

namespace Kuscia.Soak.Bench;

/// <summary>
/// Everything that one partner may send too much of, at a steady rate each, so that it is the victim's work that is measured and not the sender's: writes, watches,
/// lists, handshakes, idle connections, slow requests, and a host that answers without end.
/// </summary>
internal sealed class Flood : IAsyncDisposable
{
    private const int Watches = 200;
    private const int IdleConnections = 500;

    private static readonly TimeSpan Ready = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);
    private readonly string _text = new('x', 64 * 1024);
    private readonly Func<Intruder> _intruder;
    private readonly Func<Intruder> _shaker;
    private Task _running = Task.CompletedTask;

    private Flood(Func<Intruder> intruder, Func<Intruder> shaker)
    {
        _intruder = intruder;
        _shaker = shaker;
    }

    /// <summary>Makes the hostile party a partner of the victim and begins with the parts that are named.</summary>
    public static async Task<Flood> StartAsync(NodeProcess victim, PartnerKey key, HostileHost host, X509Certificate2 certificate, IReadOnlyCollection<string> parts)
    {
        await AdmitAsync(victim, key);
        await victim.Client.CreateAsync(Kinds.ClusterDomainRoute, Route(victim.Domain, key.Domain, host.Endpoint), CancellationToken.None);

        // Handshakes change the token: another partner does those.
        PartnerKey shaker = key.Named($"{key.Domain}-2");
        await AdmitAsync(victim, shaker);
        await using Intruder first = new(key, victim.Domain, new Uri(victim.Endpoint), certificate);
        long begin = TimeProvider.System.GetTimestamp();
        while (await first.HandshakeAsync() is { } failure)
        {
            if (TimeProvider.System.GetElapsedTime(begin) > Ready)
            {
                throw new TimeoutException(failure);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }

        if (parts.Contains("events"))
        {
            host.Break(BrokenAnswers.FloodsOfEvents[0], context => context.Request.Query["watch"] == "true");
        }

        Flood flood = new(
            () => new Intruder(key, victim.Domain, new Uri(victim.Endpoint), certificate) { Token = first.Token },
            () => new Intruder(shaker, victim.Domain, new Uri(victim.Endpoint), certificate));
        flood._running = flood.RunAsync(parts);
        return flood;
    }

    /// <summary>How many of each were sent, and how they were answered.</summary>
    public IEnumerable<(string What, string Figure)> Figures() =>
        _answers.GroupBy(a => a.Key.Split(' ')[0]).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => ($"{g.Key} sent, by answer", string.Join(", ", g.OrderByDescending(a => a.Value).Select(a => $"{a.Key.Split(' ')[1]}: {a.Value}"))));

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    /// <summary>The parts of the flood by name.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["creations", "patches", "large", "grants", "lists", "foreign", "handshakes", "watches", "idle", "slow", "events"];

    private Task RunAsync(IReadOnlyCollection<string> parts) => Task.WhenAll(parts.Select(RunAsync));

    private Task RunAsync(string part) => part switch
    {
        "creations" => SendAsync(part, 20, (i, n) => i.SendAsync("POST", Path("kusciajobsummaries"), Object("KusciaJobSummary", $"flood-{n.ToString(CultureInfo.InvariantCulture)}", ""))),
        "patches" => SendAsync(part, 20, (i, n) => n == 0
            ? i.SendAsync("POST", Path("domaindatas"), Object("DomainData", "patched", ""))
            : i.SendAsync("PATCH", Path("domaindatas") + "/patched", $$$$"""{"metadata":{"annotations":{"n":"{{{{n}}}}"}}}""", contentType: "application/merge-patch+json")),
        "large" => SendAsync(part, 5, (i, n) => n == 0
            ? i.SendAsync("POST", Path("domaindatas"), Object("DomainData", "flood", _text))
            : i.SendAsync("PUT", Path("domaindatas") + "/flood", Object("DomainData", "flood", _text + n.ToString(CultureInfo.InvariantCulture)))),
        "grants" => SendAsync(part, 5, (i, n) => i.SendAsync("POST", Path("domaindatagrants"), Object("DomainDataGrant", $"flood-{n.ToString(CultureInfo.InvariantCulture)}", ""))),
        "lists" => SendAsync(part, 20, (i, _) => i.SendAsync("GET", Path("kusciajobsummaries"))),
        "foreign" => SendAsync(part, 20, (i, _) => i.SendAsync("GET", "/api/v1/namespaces/alice/secrets")),
        "handshakes" => SendAsync(part, 10, _shaker, async (i, _) => await i.HandshakeAsync() is null ? RawAnswer.None with { Status = 200 } : RawAnswer.None with { Status = 500 }),
        "watches" => HoldAsync(part, Watches, i => i.Compose("GET", Path("kusciajobsummaries") + "?watch=true")),
        "idle" => HoldAsync(part, IdleConnections, _ => []),
        "slow" => HoldAsync(part, 50, i => i.Compose("POST", Path("kusciajobsummaries"), "{}", headers: [("Content-Length", "1000000")])),
        _ => Task.CompletedTask,
    };

    private static string Path(string plural) => $"/apis/kuscia.secretflow/v1alpha1/namespaces/mallory/{plural}";

    private static string Object(string kind, string name, string text) =>
        $$$"""{"apiVersion":"kuscia.secretflow/v1alpha1","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}","annotations":{"text":"{{{text}}}"}},"spec":{"author":"alice","domainDataID":"x","grantDomain":"bob","name":"x","type":"table","relativeURI":"x","dataSource":"x"}}""";

    private Task SendAsync(string what, int perSecond, Func<Intruder, long, Task<RawAnswer>> send) => SendAsync(what, perSecond, _intruder, send);

    private async Task SendAsync(string what, int perSecond, Func<Intruder> sender, Func<Intruder, long, Task<RawAnswer>> send)
    {
        await using Intruder intruder = sender();
        using PeriodicTimer beat = new(TimeSpan.FromSeconds(1.0 / perSecond), TimeProvider.System);
        for (long n = 0; await NextAsync(beat); n++)
        {
            string answer;
            try
            {
                answer = (await send(intruder, n)).Status.ToString(CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is TimeoutException or IOException or SocketException)
            {
                answer = "none";
            }

            _answers.AddOrUpdate($"{what} {answer}", 1, (_, count) => count + 1);
        }
    }

    // Opened again as soon as the victim has closed one.
    private async Task HoldAsync(string what, int count, Func<Intruder, byte[]> request)
    {
        using PeriodicTimer beat = new(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        int held = 0;
        while (await NextAsync(beat))
        {
            if (Volatile.Read(ref held) >= count)
            {
                continue;
            }

            Interlocked.Increment(ref held);
            _ = HoldOneAsync(what, request).ContinueWith(_ => Interlocked.Decrement(ref held), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task HoldOneAsync(string what, Func<Intruder, byte[]> request)
    {
        try
        {
            await using Intruder intruder = _intruder();
            await using RawConnection connection = await intruder.OpenAsync(_stop.Token);
            await connection.SendAsync(request(intruder), _stop.Token);
            _answers.AddOrUpdate($"{what} opened", 1, (_, count) => count + 1);
            while ((await connection.ReadSomeAsync(_stop.Token)).Length > 0)
            {
                // What comes is of no interest.
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
        {
            _answers.AddOrUpdate($"{what} refused", 1, (_, count) => count + 1);
        }
    }

    private async Task<bool> NextAsync(PeriodicTimer beat)
    {
        try
        {
            return await beat.WaitForNextTickAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task AdmitAsync(NodeProcess victim, PartnerKey key)
    {
        Domain domain = new()
        {
            Metadata = new ObjectMeta { Name = key.Domain },
            Spec = new DomainSpec
            {
                Cert = Convert.ToBase64String(Encoding.UTF8.GetBytes(key.CertificatePem)),
                Role = "partner",
                Master = key.Domain,
                AuthCenter = new AuthCenter { AuthenticationType = "Token", TokenGenMethod = "RSA-GEN" },
                InterConnProtocols = ["kuscia"],
            },
        };
        await victim.Client.CreateAsync(Kinds.Domain, domain, CancellationToken.None);
        await victim.WaitForAsync(
            Kinds.DomainRoute, new ResourceName(victim.Domain, $"{key.Domain}-{victim.Domain}"), r => r.Spec?.TokenConfig?.SourcePublicKey is not null, "given its keys", Ready);
    }

    private static ClusterDomainRoute Route(string source, string destination, Uri endpoint) => new()
    {
        Metadata = new ObjectMeta { Name = $"{source}-{destination}" },
        Spec = new DomainRouteSpec
        {
            Source = source,
            Destination = destination,
            InterConnProtocol = "kuscia",
            AuthenticationType = "Token",
            TokenConfig = new TokenConfig { TokenGenMethod = "RSA-GEN", RollingUpdatePeriod = 86400 },
            Endpoint = new RouteEndpoint { Host = endpoint.Host, Ports = [new RoutePort { Name = "http", Protocol = "HTTP", Port = endpoint.Port, IsTLS = true, PathPrefix = "/" }] },
        },
    };
}
