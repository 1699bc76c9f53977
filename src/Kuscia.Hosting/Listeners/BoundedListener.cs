using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Kuscia.Hosting.Listeners;

/// <summary>Accepts connections as long as there is room for them, and waits a while when the system has no more descriptors.</summary>
internal sealed partial class BoundedListener(
    Socket socket, Func<CancellationToken, ValueTask<Socket>> accept, ListenerLimits limits, ConnectionShares shares, TimeProvider time, ILogger logger)
    : IConnectionListener
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly SocketConnectionContextFactory _connections = new(new SocketConnectionFactoryOptions(), logger);
    private readonly CancellationTokenSource _closed = new();
    private readonly LogPace _pace = new(TimeSpan.FromMinutes(1), time);
    private TimeSpan _pause = TimeSpan.Zero;
    private bool _told;

    public EndPoint EndPoint { get; } = socket.LocalEndPoint ?? new IPEndPoint(IPAddress.None, 0);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Socket? accepted = await TryAcceptAsync(cancellationToken);
            if (_closed.IsCancellationRequested)
            {
                accepted?.Dispose();
                return null;
            }

            if (accepted is not null && Admit(accepted) is { } connection)
            {
                return connection;
            }
        }
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _closed.CancelAsync();
        socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        _connections.Dispose();
        shares.Dispose();
    }

    private async Task<Socket?> TryAcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            Socket accepted = await accept(cancellationToken);
            Recovered();
            return accepted;
        }
        catch (ObjectDisposedException)
        {
            await _closed.CancelAsync();
            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
        {
            await PauseAsync(e.SocketErrorCode);
            return null;
        }
        catch (SocketException)
        {
            // Reset while it waited to be accepted, or the socket was closed.
            return null;
        }
    }

    // Trying at once again would burn a processor and end in the same error.
    private async Task PauseAsync(SocketError error)
    {
        if (_pause == TimeSpan.Zero)
        {
            _pause = FirstPause;

            // Under a flood the last descriptor comes free and goes many times a second.
            if (_pace.Allows(out long heldBack))
            {
                _told = true;
                Log.Exhausted(logger, limits.Name, error, heldBack);
            }
        }

        await Task.Delay(_pause, time, _closed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private void Recovered()
    {
        _pause = TimeSpan.Zero;
        if (_told)
        {
            _told = false;
            Log.Recovered(logger, limits.Name);
        }
    }

    private BoundedConnection? Admit(Socket accepted)
    {
        try
        {
            accepted.NoDelay = true;
            IPAddress address = (accepted.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
            if (shares.Enter(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) is { } standing)
            {
                return new BoundedConnection(_connections.Create(accepted), standing, shares);
            }

            accepted.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // It has gone meanwhile.
        }

        accepted.Dispose();
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1402, Level = LogLevel.Error, Message = "{Listener}: no connection can be accepted ({Error}): the process has no more file descriptors; it waits for free ones. Raise the limit of open files (ulimit -n) ({HeldBack} more of these held back)")]
        public static partial void Exhausted(ILogger logger, string listener, SocketError error, long heldBack);

        [LoggerMessage(EventId = 1403, Level = LogLevel.Warning, Message = "{Listener}: connections are accepted again")]
        public static partial void Recovered(ILogger logger, string listener);
    }
}
