namespace Kuscia.Gateway;

/// <summary>
/// What one partner may hold or use of this gateway at a time. Beyond it the partner gets 429 with <c>Retry-After</c> and the name of the limit; other partners
/// notice nothing.
/// </summary>
public sealed record PartnerLimits
{
    /// <summary>Connections to the external listener; null: a quarter of all that the listener takes, at least 64 and at most 1024.</summary>
    public int? Connections { get; init; }

    /// <summary>Requests under way, whatever they are for; default 512.</summary>
    public int Requests { get; init; } = 512;

    /// <summary>Requests under way to the control plane (API server, KusciaAPI, reporter); default 128.</summary>
    public const int ControlRequests = 128;

    /// <summary>Watches and followed logs under way; default 64.</summary>
    public int Watches { get; init; } = 64;

    /// <summary>Requests a second to the control plane; default 1000, after a burst of <see cref="ControlBurst"/>.</summary>
    public int ControlRate { get; init; } = 1000;

    /// <summary>Requests to the control plane at once; default 2000.</summary>
    public int ControlBurst { get; init; } = 2000;

    /// <summary>Lines of the access log a second; default 1000. Further requests are served without a line, and their number is logged.</summary>
    public const int AccessLines = 1000;
}
