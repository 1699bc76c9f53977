using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace Kuscia.Psi.Channels;

/// <summary>
/// The conversation with the partner's engine: own listener, client, signs of life. The first failure, local or told by
/// the partner, ends every wait.
/// </summary>
internal sealed partial class PeerSession : IPeerChannel, IAsyncDisposable
{
    private static readonly TimeSpan PutTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RefusalReceipt = TimeSpan.FromMilliseconds(500);

    private readonly ChannelSettings _settings;
    private readonly TimeProvider _time;
    private readonly PeerClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _partnerKnows = new();
    private readonly InboundStream[] _inbound = [.. Enum.GetValues<ChannelStream>().Select(_ => new InboundStream())];
    private readonly long[] _sent = new long[Enum.GetValues<ChannelStream>().Length];
    // Tells this process from one that is started for the same task after it: sequence numbers begin anew in each.
    private readonly string _run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private string? _peerRun;
    private EngineServer? _server;
    private Task _watch = Task.CompletedTask;
    private PsiException? _failure;
    private long _lastHeard;
    private volatile bool _heard;

    private PeerSession(ChannelSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _client = new(settings, time);
        _lastHeard = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public string PeerName => _settings.PeerName;

    /// <summary>Cancelled when the session has failed.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Why the session failed; null while it has not.</summary>
    public PsiException? Failure => Volatile.Read(ref _failure);

    /// <summary>Starts to listen and to watch the partner.</summary>
    public static async Task<PeerSession> StartAsync(
        ChannelSettings settings, IPEndPoint address, TimeProvider time, CancellationToken cancellationToken)
    {
        PeerSession session = new(settings, time);
        try
        {
            session._server = await EngineServer.StartAsync(address, session.HandleAsync, cancellationToken);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }

        session._watch = Task.Run(session.WatchAsync, CancellationToken.None);
        return session;
    }

    /// <inheritdoc/>
    public async Task SendAsync(ChannelStream stream, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        string path = PeerWire.MessagePath(_settings.TaskId, _run, stream, _sent[(int)stream]);
        try
        {
            await _client.DeliverAsync(path, message, either.Token);
            _sent[(int)stream]++;
        }
        catch (PsiException e)
        {
            Fail(e);
            throw;
        }
        catch (OperationCanceledException) when (Failure is { } failure && !cancellationToken.IsCancellationRequested)
        {
            throw Again(failure);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]> ReceiveAsync(ChannelStream stream, CancellationToken cancellationToken)
    {
        try
        {
            return await _inbound[(int)stream].TakeAsync(cancellationToken);
        }
        catch (ChannelClosedException) when (Failure is { } failure)
        {
            throw Again(failure);
        }
    }

    /// <summary>Tells the partner that this engine gives up; tries for a few seconds, also when the partner is not up yet.</summary>
    public async Task AbortAsync(string reason)
    {
        Fail(new PsiException(ExitCode.Partner, reason));
        byte[] body = Encoding.UTF8.GetBytes(PeerWire.Clean(reason));
        using CancellationTokenSource limit = new(AbortTimeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _partnerKnows.Token);
        try
        {
            await _client.DeliverAsync(PeerWire.AbortPath(_settings.TaskId, _run), body, either.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or PsiException)
        {
            // The partner is gone or does not want to know; it will find out by its own time-outs.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _client.Dispose();
        foreach (InboundStream stream in _inbound)
        {
            stream.Dispose();
        }

        _stop.Dispose();
        _partnerKnows.Dispose();
    }

    // The same failure may end several waits; each gets an exception object of its own.
    private static PsiException Again(PsiException failure) =>
        new(failure.Code, failure.Message, failure) { FromPartner = failure.FromPartner };

    private void Fail(PsiException reason)
    {
        if (Interlocked.CompareExchange(ref _failure, reason, null) is not null)
        {
            return;
        }

        foreach (InboundStream stream in _inbound)
        {
            stream.Fail(reason);
        }

        _stop.Cancel();
    }

    private async Task WatchAsync()
    {
        TimeSpan interval = _settings.StallTimeout / 6 < TimeSpan.FromSeconds(5) ? _settings.StallTimeout / 6 : TimeSpan.FromSeconds(5);
        try
        {
            while (true)
            {
                await Task.Delay(interval, _time, _stop.Token);
                if (_client.Connected)
                {
                    _ = await _client.TryOnceAsync(PeerWire.PingPath(_settings.TaskId, _run), default, interval, _stop.Token);
                }

                FailIfSilent();
            }
        }
        catch (OperationCanceledException)
        {
            // The session ends.
        }
    }

    private void FailIfSilent()
    {
        TimeSpan allowed = _heard ? _settings.StallTimeout : _settings.ConnectTimeout + _settings.StallTimeout;
        if (_time.GetElapsedTime(Interlocked.Read(ref _lastHeard)) >= allowed)
        {
            Fail(new PsiException(
                ExitCode.Timeout,
                $"nothing was heard from the engine of {PeerName} for {allowed.TotalSeconds:0.#} s; it has probably ended"));
        }
    }
}
