using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeFate.Tests.Replay;

/// <summary>Plays the steps of a scenario that follow a log over a WebSocket.</summary>
internal static class SocketPlayer
{
    private static readonly string[] Handshake = ["Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version"];

    /// <summary>Reads frames until as many came as were recorded, or the service ends.</summary>
    /// <returns>What differs. Lines of several containers may come in any order.</returns>
    public static async Task<List<string>> PlayAsync(Uri address, IReadOnlyDictionary<string, string> headers, JsonNode want)
    {
        using ClientWebSocket socket = new();
        foreach ((string name, string value) in headers.Where(header => !Handshake.Contains(header.Key)))
        {
            socket.Options.SetRequestHeader(name, value);
        }

        using CancellationTokenSource late = new(TimeSpan.FromMinutes(1));
        try
        {
            await socket.ConnectAsync(address, late.Token);
        }
        catch (WebSocketException e)
        {
            return [$"{address}: {e.Message}"];
        }

        string[] wanted = [.. want["frames"]!.AsArray().Where(frame => frame!["opcode"]!.GetValue<int>() == 1).Select(frame => frame!["text"]!.ToString())];
        List<string> got = [];
        byte[] buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, late.Token) is { MessageType: WebSocketMessageType.Text } frame)
        {
            got.Add(Encoding.UTF8.GetString(buffer, 0, frame.Count));
        }

        bool several = wanted.Any(static line => line.StartsWith('['));
        return Join(wanted, several) == Join(got, several) ? [] : [$"frames: expected {Join(wanted, several)}, got {Join(got, several)}"];
    }

    private static string Join(IEnumerable<string> lines, bool sorted) => string.Concat(sorted ? lines.Order(StringComparer.Ordinal) : lines);
}
