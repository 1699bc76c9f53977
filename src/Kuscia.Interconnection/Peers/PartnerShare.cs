using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Listeners;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Peers;

/// <summary>
/// What one partner makes this node write and log with what it changes in a mailbox: a few bytes there may be a whole object here. Beyond its share a partner is
/// slowed and named; what it says meanwhile is not lost, the newest of it is read later. Thread-safe.
/// </summary>
internal sealed partial class PartnerShare
{
    private const double WritesPerSecond = 100;
    private const double WriteBurst = 1000;

    // A job of the largest size is written some hundred times while it runs.
    private const double RevisionBytes = 1L << 30;
    private static readonly TimeSpan RevisionWindow = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly string _partner;
    private readonly TokenBucket _writes;
    private readonly TokenBucket _bytes;
    private readonly LogPace _pace;

    /// <param name="partner">The domain that is named.</param>
    /// <param name="logger">Where lines about it go.</param>
    /// <param name="time">Measures.</param>
    public PartnerShare(string partner, ILogger logger, TimeProvider time)
    {
        _partner = partner;
        _writes = new TokenBucket(WriteBurst, WritesPerSecond, time);
        _bytes = new TokenBucket(RevisionBytes, RevisionBytes / RevisionWindow.TotalSeconds, time);
        _pace = new LogPace(Quiet, time);
        Logger = new PacedLogger(logger, partner, time);
    }

    /// <summary>Lines about the partner, as many as its share has.</summary>
    public ILogger Logger { get; }

    /// <summary>How long nothing more is written for the partner; null when it may be at once.</summary>
    public TimeSpan? Wait()
    {
        TimeSpan wait = _writes.WaitForOne();
        TimeSpan other = _bytes.WaitForOne();
        wait = wait > other ? wait : other;
        if (wait <= TimeSpan.Zero)
        {
            return null;
        }

        if (_pace.Allows(out _))
        {
            Log.Beyond(Logger, _partner, WritesPerSecond, (long)RevisionBytes >> 20, (int)RevisionWindow.TotalMinutes);
        }

        return wait;
    }

    /// <summary>The own API, with what is written counted.</summary>
    public IResourceClient Counted(IResourceClient local) => new CountingClient(local, this);

    /// <summary>Counts a write.</summary>
    /// <param name="bytes">Of the old and the new value.</param>
    public void Count(long bytes)
    {
        _writes.Take(1);
        _bytes.Take(bytes);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2551, Level = LogLevel.Warning,
            Message = "{Partner} changes more in mailboxes than is followed at once, {Writes} writes a second and {MiB} MiB in {Minutes} minutes; what it says is followed more slowly")]
        public static partial void Beyond(ILogger logger, string partner, double writes, long mib, int minutes);
    }
}
