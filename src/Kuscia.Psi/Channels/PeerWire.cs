namespace Kuscia.Psi.Channels;

/// <summary>Paths, headers and limits of the requests between engines (HTTP/1.1, POST only).</summary>
internal static class PeerWire
{
    /// <summary>Marks answers that come from an engine and not from a gateway on the way.</summary>
    public const string MarkHeader = "X-Kuscia-Psi";

    /// <summary>The partner lives but has no room for the message yet.</summary>
    public const string Busy = "busy";

    /// <summary>The message was taken, now or earlier.</summary>
    public const string Taken = "taken";

    /// <summary>The message is refused for good; the body says why.</summary>
    public const string Refused = "refused";

    /// <summary>The largest body sent; front proxies commonly refuse 2 MB.</summary>
    public const int MaxBody = (1 << 20) + 1024;

    /// <summary>The longest reason passed on, in characters.</summary>
    public const int MaxReason = 500;

    /// <summary>Set by the gateway of the domain a request comes from.</summary>
    public const string OriginHeader = "Kuscia-Origin-Source";

    private const string Root = "/kuscia-psi/v1/";

    /// <summary>Path of a message.</summary>
    public static string MessagePath(string task, string run, ChannelStream stream, long sequence) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Root}message?task={Uri.EscapeDataString(task)}&run={run}&stream={(int)stream}&seq={sequence}");

    /// <summary>Path of a sign of life.</summary>
    public static string PingPath(string task, string run) => $"{Root}ping?task={Uri.EscapeDataString(task)}&run={run}";

    /// <summary>Path of an abort notice.</summary>
    public static string AbortPath(string task, string run) => $"{Root}abort?task={Uri.EscapeDataString(task)}&run={run}";

    /// <summary>The verb in a request path, or null.</summary>
    public static string? Verb(string path) => path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..] : null;

    /// <summary>Makes text from outside fit for one log line.</summary>
    public static string Clean(string text)
    {
        string line = new([.. text.Take(MaxReason).Select(c => char.IsControl(c) ? ' ' : c)]);
        return line.Trim();
    }
}
