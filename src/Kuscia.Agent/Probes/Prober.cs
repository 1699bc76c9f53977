using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Probes;

/// <summary>Makes single looks at containers. Thread-safe.</summary>
internal sealed class Prober(IContainerRuntime runtime, TimeProvider time) : IDisposable
{
    private const int MaxShown = 256;
    private const int MaxOutput = 16 * 1024;

    // As kubelets do, whatever certificate the container shows is taken: the look asks only whether it answers.
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
    });

    /// <summary>Asks once; failures of any kind are results.</summary>
    public async Task<ProbeResult> AskAsync(ProbeHandler handler, ProbeTarget target, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(timeout, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return handler switch
            {
                ExecProbe exec => await ExecAsync(exec, target, both.Token),
                HttpProbe http => await HttpAsync(http, target, both.Token),
                TcpProbe tcp => await TcpAsync(tcp, target, both.Token),
                GrpcProbe grpc => await GrpcHealth.CheckAsync(_http, new Uri($"http://{Authority(target.Address, grpc.Port)}"), grpc.Service, both.Token),
                _ => throw new InvalidOperationException($"no way to ask {handler}"),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeResult.Failure($"no answer within {timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)}s");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or UriFormatException or FormatException or ContainerStartException or RuntimeUnavailableException)
        {
            return ProbeResult.Failure(e.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<ProbeResult> ExecAsync(ExecProbe exec, ProbeTarget target, CancellationToken cancellationToken)
    {
        using HeadStream said = new(MaxOutput);
        int code = await runtime.ExecAsync(target.Run, new ExecRequest(exec.Command, null, said, said), cancellationToken);
        string output = said.Text();
        string shown = output.Length > MaxShown ? output[..MaxShown] : output;
        return code == 0 ? ProbeResult.Success : ProbeResult.Failure(string.Create(CultureInfo.InvariantCulture, $"command {string.Join(' ', exec.Command)} ended with code {code}: {shown.Trim()}"));
    }

    private async Task<ProbeResult> HttpAsync(HttpProbe http, ProbeTarget target, CancellationToken cancellationToken)
    {
        string path = http.Path.StartsWith('/') ? http.Path : "/" + http.Path;
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"{(http.Tls ? "https" : "http")}://{Authority(http.Host ?? target.Address, http.Port)}{path}"));
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-probe/1.0");
        foreach ((string name, string value) in http.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
        int status = (int)response.StatusCode;
        return status is >= 200 and < 400 ? ProbeResult.Success : ProbeResult.Failure(string.Create(CultureInfo.InvariantCulture, $"HTTP probe failed with statuscode: {status}"));
    }

    private static async Task<ProbeResult> TcpAsync(TcpProbe tcp, ProbeTarget target, CancellationToken cancellationToken)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(tcp.Host ?? target.Address, tcp.Port, cancellationToken);
        return ProbeResult.Success;
    }

    private static string Authority(string host, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"{(IPAddress.TryParse(host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{host}]" : host)}:{port}");
}
