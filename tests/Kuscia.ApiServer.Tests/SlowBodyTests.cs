using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kuscia.ApiServer.Tests.Support;
using Kuscia.Testing.Logs;

namespace Kuscia.ApiServer.Tests;

/// <summary>A body that does not come.</summary>
public sealed class SlowBodyTests
{
    private const string End = "did not complete within the allotted timeout";

    [Fact]
    public async Task A_body_that_stops_is_answered_after_the_time_limit_and_leaves_no_error_in_the_log()
    {
        using LogMemory log = new();
        await using TestServer server = await TestServer.StartAsync(adapt: o => o with { RequestTimeout = TimeSpan.FromMilliseconds(200) }, log: log);
        string answer = await AnswerAsync(server, "POST /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");

        Assert.StartsWith("HTTP/1.1 504", answer, StringComparison.Ordinal);
        Assert.Contains(End, answer, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines, l => l.Contains(" Error ", StringComparison.Ordinal));
    }

    private static async Task<string> AnswerAsync(TestServer server, string request)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        using TcpClient tcp = new();
        await tcp.ConnectAsync("127.0.0.1", server.Admin.BaseAddress!.Port, limit.Token);
        await using SslStream tls = new(tcp.GetStream());
        using X509Certificate2 pem = server.AdminCertificate();
        using X509Certificate2 admin = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        SslClientAuthenticationOptions options = new()
        {
            TargetHost = "127.0.0.1",
            ClientCertificates = [admin],
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { server.Module.ServerCaCertificate },
            },
        };
        await tls.AuthenticateAsClientAsync(options, limit.Token);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(request), limit.Token);
        byte[] piece = new byte[4096];
        StringBuilder answer = new();
        while (!answer.ToString().Contains(End, StringComparison.Ordinal) && await tls.ReadAsync(piece, limit.Token) is > 0 and var read)
        {
            answer.Append(Encoding.ASCII.GetString(piece, 0, read));
        }

        return answer.ToString();
    }
}
