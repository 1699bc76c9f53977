using System.Net;
using System.Net.Sockets;
using Kuscia.Node.Configuration;
using Kuscia.Node.Modes;
using static System.FormattableString;

namespace Kuscia.Node.Checks;

/// <summary>Ports, names, and the master of a lite.</summary>
internal static class NetworkChecks
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(2);

    public static IEnumerable<Finding> Ports(NodeConfig config)
    {
        IReadOnlyList<ConfigFault> faults = NodePorts.Faults(config);
        if (faults.Count == 0)
        {
            yield return Finding.Ok("ports", Invariant($"all are free; partners need {config.Ports.External} alone"), Invariant($"所有端口可用；合作方只需要 {config.Ports.External}"));
        }

        foreach (ConfigFault fault in faults)
        {
            yield return new Finding(
                "ports", Verdict.Failed, new Words($"{fault.Key} {fault.Value}: {fault.Allowed}", $"{fault.Key} {fault.Value} 不能监听：{fault.Allowed}"),
                new Words($"ss -ltnp 'sport = :{fault.Value}' shows who has it; choose another one with {fault.Key}", $"ss -ltnp 'sport = :{fault.Value}' 显示占用者；可用 {fault.Key} 换一个端口"));
        }
    }

    public static async Task<IReadOnlyList<Finding>> MasterAsync(NodeConfig config, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (config.Master?.Endpoint is not { } endpoint)
        {
            return [];
        }

        List<Finding> found = [await NameAsync(endpoint.Host, cancellationToken)];
        if (found[0].Verdict == Verdict.Ok)
        {
            found.AddRange(await AskAsync(endpoint, now, cancellationToken));
        }

        return found;
    }

    private static async Task<Finding> NameAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).WaitAsync(Limit, cancellationToken);
            return Finding.Ok("names", $"{host} is {string.Join(", ", addresses.Select(a => a.ToString()))}", $"{host} 解析为 {string.Join("、", addresses.Select(a => a.ToString()))}");
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return new Finding(
                "names", Verdict.Failed, new Words($"{host} of masterEndpoint has no address: {e.Message}", $"masterEndpoint 中的 {host} 无法解析：{e.Message}"),
                new Words($"getent hosts {host} must show one: correct the name, /etc/hosts or /etc/resolv.conf", $"getent hosts {host} 应显示地址：请更正名称、/etc/hosts 或 /etc/resolv.conf"));
        }
    }

    private static async Task<IReadOnlyList<Finding>> AskAsync(Uri endpoint, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using SocketsHttpHandler handler = new() { UseProxy = false, ConnectTimeout = Limit, AllowAutoRedirect = true };
#pragma warning disable CA5359 // nothing is sent; the start checks the key of the master
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using HttpMessageInvoker http = new(handler);
        using HttpRequestMessage request = new(HttpMethod.Get, endpoint);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken).WaitAsync(Limit + Limit, cancellationToken);
            return [Answer(endpoint, response), .. response.Headers.Date is { } date ? new[] { ClockOf(date, now) } : []];
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            return
            [
                new Finding(
                    "master", Verdict.Failed, new Words($"{endpoint} does not answer: {e.Message}", $"{endpoint} 没有应答：{e.Message}"),
                    new Words($"curl -kv {endpoint} must give 401: see that the master runs, that its port 1080 is open for this machine, and whether it is http or https", $"curl -kv {endpoint} 应返回 401：请确认 master 在运行、其 1080 端口对本机开放，以及使用 http 还是 https")),
            ];
        }
    }

    // The documented test of the way: a gateway answers 401 with its own header.
    private static Finding Answer(Uri endpoint, HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        return status == 401 && response.Headers.Contains("Kuscia-Error-Message")
            ? Finding.Ok("master", $"the gateway at {endpoint} answers", $"{endpoint} 的网关有应答")
            : new Finding(
                "master", Verdict.Failed, new Words(Invariant($"{endpoint} answers {status}, which is no gateway's answer (401 with the header Kuscia-Error-Message)"), Invariant($"{endpoint} 返回 {status}，不是网关的应答（应为 401 并带有 Kuscia-Error-Message）")),
                new Words("correct host, port or path of masterEndpoint (port 1080, not 8082), or let the proxy in between pass the request on", "更正 masterEndpoint 的主机、端口或路径（1080 端口，而不是 8082），或让中间的代理转发请求"));
    }

    private static Finding ClockOf(DateTimeOffset theirs, DateTimeOffset now)
    {
        TimeSpan apart = (theirs - now).Duration();
        return apart <= ClockTolerance
            ? Finding.Ok("clock", Invariant($"the master's clock is {apart.TotalSeconds:0} s away"), Invariant($"与 master 的时钟相差 {apart.TotalSeconds:0} 秒"))
            : new Finding(
                "clock", Verdict.Warning, new Words(Invariant($"the master's clock is {apart.TotalSeconds:0} s away: enrolment is refused when it is more than 5 minutes"), Invariant($"与 master 的时钟相差 {apart.TotalSeconds:0} 秒：超过 5 分钟时注册会被拒绝")),
                new Words("timedatectl set-ntp true, on both machines", "在两台机器上执行 timedatectl set-ntp true"));
    }
}
