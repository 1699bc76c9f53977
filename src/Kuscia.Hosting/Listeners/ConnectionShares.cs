using System.Net;
using Microsoft.Extensions.Logging;

namespace Kuscia.Hosting.Listeners;

/// <summary>
/// The connections of one listener and whom they belong to: in sum, per address, and of strangers. When there is no room a newcomer takes the place of a stranger
/// from an address that holds more than his own, or of one who has had his time; known connections stay. Thread-safe.
/// </summary>
internal sealed partial class ConnectionShares : IDisposable
{
    // Enough for TLS and a request over a slow line; only then may a newcomer of the same address push somebody out.
    private static readonly TimeSpan Chance = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(1);

    private readonly ListenerLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LogPace _pace;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Holding> _addresses = [];
    private readonly LinkedList<ConnectionStanding> _strangers = [];
    private int _count;

    public ConnectionShares(ListenerLimits limits, TimeProvider time, ILogger logger)
    {
        _limits = limits.Resolved();
        _time = time;
        _logger = logger;
        _pace = new LogPace(TimeSpan.FromSeconds(10), time);
        _timer = time.CreateTimer(_ => EndLate(), null, Sweep, Sweep);
    }

    /// <summary>Counts a connection; null when there is no room for it.</summary>
    public ConnectionStanding? Enter(IPAddress address)
    {
        ConnectionStanding? pushedOut = null;
        ConnectionStanding? standing = null;
        lock (_gate)
        {
            Holding holding = _addresses.GetValueOrDefault(address) ?? new Holding();
            if (HasRoom(holding) || (pushedOut = Victim(address, holding)) is not null)
            {
                if (pushedOut is not null)
                {
                    Leave(pushedOut);
                }

                standing = new ConnectionStanding(this, address, _time.GetTimestamp());
                _addresses[address] = holding;
                holding.Count++;
                holding.Strangers++;
                _count++;
                _strangers.AddLast(standing.Node);
            }
        }

        pushedOut?.Abort("the listener needs the place for another connection");
        if (standing is null && _pace.Allows(out long heldBack))
        {
            Log.Refused(_logger, _limits.Name, address, heldBack + 1, _limits.Total, _limits.PerAddress, _limits.StrangersPerAddress);
        }

        return standing;
    }

    public void Vouched(ConnectionStanding standing)
    {
        lock (_gate)
        {
            if (standing.Node.List is not null)
            {
                _strangers.Remove(standing.Node);
                if (_addresses.TryGetValue(standing.Address, out Holding? holding))
                {
                    holding.Strangers--;
                }
            }
        }
    }

    public void Left(ConnectionStanding standing)
    {
        lock (_gate)
        {
            Leave(standing);
        }

        standing.Close();
    }

    public void Dispose() => _timer.Dispose();

    private bool HasRoom(Holding holding) =>
        _count < _limits.Total && holding.Count < _limits.PerAddress && holding.Strangers < _limits.StrangersPerAddress && _strangers.Count < _limits.Strangers;

    /// <summary>The stranger who makes room; null when nobody has to.</summary>
    private ConnectionStanding? Victim(IPAddress newcomer, Holding own)
    {
        bool isOwnAddressFull = own.Count >= _limits.PerAddress || own.Strangers >= _limits.StrangersPerAddress;
        IPAddress heaviest = isOwnAddressFull ? newcomer : Heaviest();
        ConnectionStanding? oldest = _strangers.First?.Value;
        for (LinkedListNode<ConnectionStanding>? node = _strangers.First; node is not null; node = node.Next)
        {
            if (node.Value.Address.Equals(heaviest))
            {
                oldest = node.Value;
                break;
            }
        }

        bool gives = oldest is not null && (!isOwnAddressFull || oldest.Address.Equals(newcomer))
            && ((_addresses.TryGetValue(oldest.Address, out Holding? holding) && holding.Strangers > own.Strangers + 1) || _time.GetElapsedTime(oldest.Accepted) >= Chance);
        return gives ? oldest : null;
    }

    private IPAddress Heaviest()
    {
        IPAddress heaviest = IPAddress.None;
        int most = 0;
        foreach ((IPAddress address, Holding holding) in _addresses)
        {
            if (holding.Strangers > most)
            {
                (heaviest, most) = (address, holding.Strangers);
            }
        }

        return heaviest;
    }

    // A connection that was pushed out leaves twice: now, and when its socket is closed.
    private void Leave(ConnectionStanding standing)
    {
        if (!standing.TryLeave())
        {
            return;
        }

        _count--;
        if (_addresses.TryGetValue(standing.Address, out Holding? holding))
        {
            holding.Count--;
            if (standing.Node.List is not null)
            {
                _strangers.Remove(standing.Node);
                holding.Strangers--;
            }

            if (holding.Count == 0)
            {
                _addresses.Remove(standing.Address);
            }
        }
    }

    private void EndLate()
    {
        List<ConnectionStanding> late = [];
        lock (_gate)
        {
            for (LinkedListNode<ConnectionStanding>? node = _strangers.First; node is not null; node = node.Next)
            {
                TimeSpan age = _time.GetElapsedTime(node.Value.Accepted);
                if (age < _limits.HeadLimit)
                {
                    // Those behind it are younger.
                    break;
                }

                if (!node.Value.IsHeard || (age >= _limits.StrangerLimit && !node.Value.IsBusy))
                {
                    late.Add(node.Value);
                }
            }
        }

        foreach (ConnectionStanding one in late)
        {
            one.Abort("nobody answered for the connection in time");
        }
    }

    private sealed class Holding
    {
        public int Count { get; set; }

        public int Strangers { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1401, Level = LogLevel.Warning,
            Message = "{Listener}: connection of {Address} refused ({Refused} refused since the last such line); it takes {Total} connections, {PerAddress} from one address, {Strangers} of them before authentication; a higher limit of open files (ulimit -n) raises these")]
        public static partial void Refused(ILogger logger, string listener, IPAddress address, long refused, int total, int perAddress, int strangers);
    }
}
