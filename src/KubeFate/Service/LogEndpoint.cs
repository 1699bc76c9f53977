using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using KubeFate.Checks;
using KubeFate.Clusters;
using KubeFate.Jobs;
using Kuscia.Helm.Kube;
using Microsoft.AspNetCore.Http;

namespace KubeFate.Service;

/// <summary><c>/v1/log</c>: the logs of a cluster's modules, at once or followed.</summary>
internal sealed class LogEndpoint(JobTools tools)
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(5);

    public IEnumerable<Route> Routes() =>
    [
        new("GET", "/v1/log/:id", false, ReadAsync),
        new("GET", "/v1/log/:id/ws", false, FollowAsync),
    ];

    private async Task ReadAsync(Call call)
    {
        LogQuery query = LogQuery.Read(call.Context.Request.Query, follow: false);
        List<LogSource> sources = await SourcesAsync(call, query);
        StringBuilder text = new();
        foreach (LogSource source in sources)
        {
            await AppendAsync(text, source, query, call.Aborted);
        }

        await call.Context.DoneAsync("getClusterLog Success", text.ToString());
    }

    private async Task AppendAsync(StringBuilder text, LogSource source, LogQuery query, CancellationToken cancellationToken)
    {
        await using Stream log = await tools.Access.Cluster.OpenAsync(source.Path + query.Parameters, cancellationToken);
        using StreamReader reader = new(log, Encoding.UTF8);
        string[] lines = (await reader.ReadToEndAsync(cancellationToken)).Split('\n');
        for (int i = 0; i < lines.Length && text.Length < LogQuery.MaxBytes; i++)
        {
            // The last line has no end: it is nothing, or all that was written of it, or what the limit left of it.
            if (i < lines.Length - 1 || (lines[i].Length > 0 && !query.IsLimited))
            {
                text.Append(source.Prefix).Append(lines[i].TrimEnd('\r')).Append('\n');
            }
        }
    }

    private async Task FollowAsync(Call call)
    {
        LogQuery query = LogQuery.Read(call.Context.Request.Query, follow: true);
        List<LogSource> sources = await SourcesAsync(call, query);
        if (Handshake(call.Context.Request) is { } fault)
        {
            await (fault.Status == 403 ? Status(call.Context, 403) : call.Context.TextAsync(fault.Status, null!, fault.Text)); // null: the original names no type here
            return;
        }

        using WebSocket socket = await call.Context.WebSockets.AcceptWebSocketAsync();
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted);
        Channel<string> lines = Channel.CreateBounded<string>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        Task copies = CopyAllAsync(sources, query, lines.Writer, ending.Token);
        Task leaving = LeaveAsync(socket, ending);
        try
        {
            await foreach (string line in lines.Reader.ReadAllAsync(ending.Token))
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(line), WebSocketMessageType.Text, endOfMessage: true, ending.Token);
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ending.Token);

            // The client answers the farewell; to cancel the reading before would break the connection under it.
            await Task.WhenAny(leaving, Task.Delay(FarewellTime, tools.Clock, ending.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The client left.
        }
        finally
        {
            await ending.CancelAsync();
            await copies;
            await leaving;
        }
    }

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static (int Status, string Text)? Handshake(HttpRequest request)
    {
        bool asks = request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
            && request.Headers.Connection.ToString().Contains("upgrade", StringComparison.OrdinalIgnoreCase);
        return request switch
        {
            _ when !asks => (400, "not websocket protocol"),
            _ when request.Headers.SecWebSocketVersion != "13" => (400, "missing or bad WebSocket Version"),
            _ when request.Headers.SecWebSocketKey.ToString().Length == 0 => (400, "mismatch challenge/response"),
            _ when request.Headers.Origin.ToString().Length == 0 => (403, ""),
            _ => null,
        };
    }

    private async Task CopyAllAsync(List<LogSource> sources, LogQuery query, ChannelWriter<string> lines, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(sources.Select(source => CopyAsync(source, query, lines, cancellationToken)));
        }
        catch (Exception e) when (e is KubeException or IOException or OperationCanceledException or HttpRequestException)
        {
            // A log that cannot be had ends the stream, which the client sees.
        }

        lines.TryComplete();
    }

    private async Task CopyAsync(LogSource source, LogQuery query, ChannelWriter<string> lines, CancellationToken cancellationToken)
    {
        await using Stream log = await tools.Access.Cluster.OpenAsync(source.Path + query.Parameters, cancellationToken);
        using StreamReader reader = new(log, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            await lines.WriteAsync($"{source.Prefix}{line}\n", cancellationToken);
        }
    }

    private static async Task LeaveAsync(WebSocket socket, CancellationTokenSource ending)
    {
        try
        {
            byte[] ignored = new byte[256];
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                if ((await socket.ReceiveAsync(ignored, ending.Token)).MessageType == WebSocketMessageType.Close)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // It is over.
        }

        await ending.CancelAsync();
    }

    private async Task<List<LogSource>> SourcesAsync(Call call, LogQuery query)
    {
        Cluster cluster = await tools.Clusters.FindAsync(call.Values["id"], call.Aborted) ?? throw new Refusal(400, "get Cluster error, record not found");
        IReadOnlyList<JsonObject> pods = await tools.Access.Cluster.ListAsync(KubeKinds.Pod, cluster.PlaceName, ModuleReader.Selector(cluster.Name), call.Aborted);
        List<(string Pod, string Container)> found =
        [
            .. from pod in pods
               from container in (pod["spec"]?["containers"] as JsonArray ?? []).OfType<JsonObject>()
               let name = container["name"]?.GetValue<string>() ?? ""
               where query.Container.Length == 0 || query.Container == name
               select (ModuleReader.NameOf(pod), name),
        ];
        return
        [
            .. found.Select(item => new LogSource(
                $"{KubeKinds.Pod.Path(cluster.PlaceName, item.Pod)}/log?container={Uri.EscapeDataString(item.Container)}", found.Count > 1 ? $"[{item.Pod} {item.Container}] " : "")),
        ];
    }

    private sealed record LogSource(string Path, string Prefix);
}
