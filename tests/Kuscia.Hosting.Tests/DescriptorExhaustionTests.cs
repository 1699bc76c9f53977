using System.Net;
using System.Net.Sockets;
using Kuscia.Hosting.Listeners;
using Kuscia.Testing.Logs;
using Kuscia.Testing.Time;
using Microsoft.AspNetCore.Connections;

namespace Kuscia.Hosting.Tests;

/// <summary>A listener whose process has no more file descriptors.</summary>
public sealed class DescriptorExhaustionTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Socket _listening = SocketThatListens();
    private readonly TcpClient _client = new();
    private readonly ManualTime _time = new();
    private readonly LogMemory _log = new();

    public void Dispose()
    {
        _client.Dispose();
        _listening.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Accepting_waits_longer_each_time_says_so_once_and_goes_on()
    {
        const int refusals = 8;
        await using BoundedListener listener = Listener(refusals);
        await _client.ConnectAsync((IPEndPoint)_listening.LocalEndPoint!);

        Task<ConnectionContext?> accepting = listener.AcceptAsync(CancellationToken.None).AsTask();
        List<TimeSpan> pauses = [];
        for (int i = 0; i < refusals; i++)
        {
            pauses.Add(await _time.PendingAsync(Deadline));
            _time.Advance(pauses[i]);
        }

        await using ConnectionContext? connection = await accepting.WaitAsync(Deadline);

        Assert.NotNull(connection);
        Assert.Equal([50, 100, 200, 400, 800, 1000, 1000, 1000], pauses.Select(p => p.TotalMilliseconds));
        Assert.Single(_log.Lines, l => l.Contains("test: no connection can be accepted (TooManyOpenSockets)", StringComparison.Ordinal));
        Assert.Single(_log.Lines, l => l.Contains("test: connections are accepted again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Listener_that_waits_for_descriptors_can_be_closed()
    {
        await using BoundedListener listener = Listener(int.MaxValue);

        Task<ConnectionContext?> accepting = listener.AcceptAsync(CancellationToken.None).AsTask();
        await _time.PendingAsync(Deadline);
        await listener.UnbindAsync(CancellationToken.None);

        Assert.Null(await accepting.WaitAsync(Deadline));
    }

    private BoundedListener Listener(int refusals)
    {
        int left = refusals;
        ListenerLimits limits = new ListenerLimits("test", 1) { HeadLimit = Timeout.InfiniteTimeSpan, StrangerLimit = Timeout.InfiniteTimeSpan }.Resolved();
        return new BoundedListener(
            _listening,
            cancellationToken => left-- > 0 ? throw new SocketException((int)SocketError.TooManyOpenSockets) : _listening.AcceptAsync(cancellationToken),
            limits,
            new ConnectionShares(limits, TimeProvider.System, _log.CreateLogger("listener")),
            _time,
            _log.CreateLogger("listener"));
    }

    private static Socket SocketThatListens()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }
}
