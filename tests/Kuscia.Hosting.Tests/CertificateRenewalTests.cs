using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Hosting.Listeners;
using Kuscia.Identity;
using Kuscia.Testing.Logs;
using Kuscia.Testing.Time;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Hosting.Tests;

/// <summary>A listener that serves while its certificate grows old, on a clock of the tests.</summary>
public sealed class CertificateRenewalTests : IDisposable
{
    private static readonly CertificateRequestSpec Month = new() { CommonName = "month", IpAddresses = [IPAddress.Loopback], Server = true, Validity = TimeSpan.FromDays(30) };

    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-renewal-").FullName;
    private readonly ManualTime _time = new();
    private readonly LogMemory _log = new();
    private readonly DomainIdentity _identity;

    public CertificateRenewalTests() => _identity = DomainIdentity.Load("alice", RsaKeys.Generate(), _folder, _time);

    public void Dispose()
    {
        _identity.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Certificate_is_renewed_before_two_thirds_of_its_life_are_over_and_the_listener_serves_on()
    {
        await using WebListener listener = await ListenAsync();
        string first = await ShownAsync(listener);

        _time.Advance(TimeSpan.FromDays(19));
        string young = await ShownAsync(listener);
        _time.Advance(TimeSpan.FromDays(2));
        string renewed = await ShownAsync(listener);

        Assert.Equal(first, young);
        Assert.NotEqual(first, renewed);
        Assert.Contains(_log.Lines, l => l.Contains("test: shows a new certificate, good until 2026-02-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connection_that_stands_survives_the_renewal()
    {
        await using WebListener listener = await ListenAsync();
        using TcpClient tcp = new();
        await using SslStream standing = await ConnectAsync(listener, tcp);

        _time.Advance(TimeSpan.FromDays(21));

        Assert.StartsWith("HTTP/1.1 200", await AskAsync(standing), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_that_cannot_be_renewed_is_shown_on_and_named_in_the_log()
    {
        await using WebListener listener = await ListenAsync();
        string first = await ShownAsync(listener);

        Directory.CreateDirectory(Path.Combine(_folder, "test.key.new"));
        _time.Advance(TimeSpan.FromDays(21));

        Assert.Equal(first, await ShownAsync(listener));
        Assert.Contains(_log.Lines, l => l.Contains("test: its certificate, good until 2026-01-31, cannot be renewed", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_that_do_not_belong_together_are_made_again()
    {
        using X509Certificate2 first = Obtain();
        KeyFiles.Write(Path.Combine(_folder, "test.key"), _identity.Issue(Month).PrivateKeyPem);

        using X509Certificate2 second = Obtain();
        using X509Certificate2 third = Obtain();

        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
        Assert.Equal(second.Thumbprint, third.Thumbprint);
        Assert.True(second.HasPrivateKey && third.HasPrivateKey);
    }

    private X509Certificate2 Obtain() => CertificatePair.Obtain(_folder, "test", c => CertificatePair.IsYoung(c, _time.GetUtcNow()), () => _identity.Issue(Month));

    private Task<WebListener> ListenAsync() => WebListener.StartAsync(
        new WebListenerOptions(new IPEndPoint(IPAddress.Loopback, 0), ListenerLimits.Small("test")) { Tls = new ListenerTls(new ServingCertificate(new CertificateRenewal(Obtain, _time))) },
        context => context.Response.WriteAsync("here", context.RequestAborted), _log, CancellationToken.None);

    private static async Task<string> ShownAsync(WebListener listener)
    {
        using TcpClient tcp = new();
        await using SslStream secure = await ConnectAsync(listener, tcp);
        return secure.RemoteCertificate?.GetCertHashString() ?? "none";
    }

    private static async Task<SslStream> ConnectAsync(WebListener listener, TcpClient tcp)
    {
        await tcp.ConnectAsync(listener.EndPoint);
        SslStream secure = new(tcp.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) => shown is not null);
        await secure.AuthenticateAsClientAsync("127.0.0.1");
        return secure;
    }

    private static async Task<string> AskAsync(SslStream stream)
    {
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"u8.ToArray());
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync();
    }
}
