using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using KubeFate.Settings;

namespace KubeFate.Cli;

/// <summary><c>kubefate cluster logs</c>.</summary>
internal static class ClusterLogs
{
    private static readonly Flag[] Flags =
    [
        new("follow", "f", "stay and show new lines", true, "false"),
        new("previous", "", "the log of the run before", true, "false"),
        new("since", "", "only lines younger than a duration like 5s, 2m or 3h", Check: static text => GoDuration.Parse(text) is null ? "parse error" : null) { Shown = "0s" },
        new("since-time", "", "only lines after a time", Check: CheckTime) { Shown = "<nil>" },
        new("timestamps", "", "the time before each line", true, "false"),
        new("tail", "", "only the last lines", Default: "-1", Check: Commands.CheckNumber),
        new("limit-bytes", "", "at most so many bytes", Default: "0", Check: Commands.CheckNumber),
    ];

    private static string? CheckTime(string text) => DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss", null, DateTimeStyles.None, out _)
        ? null
        : $"parsing time \"{text}\" as \"2006-01-02T15:04:05\": cannot parse \"\" as \"-\"";

    public static Command Create() => new("logs", "Get this cluster module's logs") { Flags = Flags, Run = RunAsync };

    private static async Task RunAsync(Invocation call)
    {
        string id = Uri.EscapeDataString(call.Id);
        StringBuilder query = new StringBuilder("container=").Append(Uri.EscapeDataString(call.Arguments.Count > 1 ? call.Arguments[1] : ""));
        Add(query, "previous", call.Flag("previous") ? "true" : "");
        Add(query, "since", GoDuration.Parse(call.Text("since")) is { } since ? since.TotalSeconds.ToString(CultureInfo.InvariantCulture) : "");
        Add(query, "since-time", call.Text("since-time") is { Length: > 0 } time ? time + "Z" : "");
        Add(query, "timestamps", call.Flag("timestamps") ? "true" : "");
        Add(query, "tail", call.Text("tail") is "-1" ? "" : call.Text("tail"));
        Add(query, "limit-bytes", call.Text("limit-bytes") is "0" ? "" : call.Text("limit-bytes"));
        using ApiClient client = call.Client;
        if (call.Flag("follow"))
        {
            await FollowAsync(call, client, $"log/{id}/ws?{query}");
            return;
        }

        JsonObject answer = await Commands.StrictAsync(() => client.CallAsync(HttpMethod.Get, $"log/{id}?{query}", null, call.Cancelled));
        await call.Output.WriteAsync(ApiClient.Text(answer, "data") + "\n");
    }

    private static void Add(StringBuilder query, string name, string value)
    {
        if (value.Length > 0)
        {
            query.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private static async Task FollowAsync(Invocation call, ApiClient client, string path)
    {
        using ClientWebSocket socket = await client.OpenAsync(path, call.Cancelled);
        try
        {
            byte[] buffer = new byte[65536];
            char[] text = new char[65536];
            Decoder decoder = Encoding.UTF8.GetDecoder();
            WebSocketReceiveResult frame;
            while ((frame = await socket.ReceiveAsync(buffer, call.Cancelled)).MessageType != WebSocketMessageType.Close)
            {
                await call.Output.WriteAsync(text.AsMemory(0, decoder.GetChars(buffer, 0, frame.Count, text, 0, frame.EndOfMessage)), call.Cancelled);
                await call.Output.FlushAsync(call.Cancelled);
            }
        }
        catch (WebSocketException e)
        {
            throw new CliException($"the log of {path} ended: {e.Message}");
        }
    }
}
