using System.Text.Json;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Probes;

/// <summary>One way to ask a container something (Kubernetes <c>exec</c>, <c>httpGet</c>, <c>tcpSocket</c>, <c>grpc</c>).</summary>
internal abstract record ProbeHandler
{
    /// <summary>The handler in an object of the pod spec; null when it names none.</summary>
    /// <exception cref="ContainerStartException">A member is malformed.</exception>
    public static ProbeHandler? Read(JsonElement given, Container container, string place)
    {
        if (given.ValueKind != JsonValueKind.Object)
        {
            throw new ContainerStartException($"{place} must be an object");
        }

        if (given.TryGetProperty("exec", out JsonElement exec))
        {
            string[] command = exec.TryGetProperty("command", out JsonElement words) && words.ValueKind == JsonValueKind.Array ? [.. words.EnumerateArray().Select(w => w.ToString())] : [];
            return command.Length > 0 ? new ExecProbe(command) : throw new ContainerStartException($"{place}.exec.command is empty");
        }

        if (given.TryGetProperty("httpGet", out JsonElement http))
        {
            string scheme = Text(http, "scheme") ?? "HTTP";
            return scheme is "HTTP" or "HTTPS"
                ? new HttpProbe(scheme == "HTTPS", Text(http, "host"), Port(http, container, place + ".httpGet"), Text(http, "path") ?? "/", Headers(http))
                : throw new ContainerStartException($"{place}.httpGet.scheme '{scheme}' must be HTTP or HTTPS");
        }

        if (given.TryGetProperty("tcpSocket", out JsonElement tcp))
        {
            return new TcpProbe(Text(tcp, "host"), Port(tcp, container, place + ".tcpSocket"));
        }

        return given.TryGetProperty("grpc", out JsonElement grpc)
            ? new GrpcProbe(Port(grpc, container, place + ".grpc"), Text(grpc, "service") ?? "")
            : null;
    }

    private static int Port(JsonElement owner, Container container, string place)
    {
        string text = owner.TryGetProperty("port", out JsonElement port) ? port.ToString() : "";
        int? number = int.TryParse(text, out int given) ? given : container.Ports?.FirstOrDefault(p => p.Name == text)?.Number;
        return number is > 0 and <= 65535
            ? number.Value
            : throw new ContainerStartException($"{place}.port '{text}' is neither a port number nor the name of a port of container {container.Name}");
    }

    private static List<(string Name, string Value)> Headers(JsonElement http) =>
        http.TryGetProperty("httpHeaders", out JsonElement headers) && headers.ValueKind == JsonValueKind.Array
            ? [.. headers.EnumerateArray().Select(h => (Text(h, "name") ?? "", Text(h, "value") ?? ""))]
            : [];

    private static string? Text(JsonElement owner, string member) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}

/// <summary>Runs a command beside the container; code 0 is good.</summary>
internal sealed record ExecProbe(IReadOnlyList<string> Command) : ProbeHandler;

/// <summary>Asks over HTTP; 200 to 399 is good.</summary>
internal sealed record HttpProbe(bool Tls, string? Host, int Port, string Path, IReadOnlyList<(string Name, string Value)> Headers) : ProbeHandler;

/// <summary>Connects; an open port is good.</summary>
internal sealed record TcpProbe(string? Host, int Port) : ProbeHandler;

/// <summary>Asks <c>grpc.health.v1.Health/Check</c>; SERVING is good.</summary>
internal sealed record GrpcProbe(int Port, string Service) : ProbeHandler;
