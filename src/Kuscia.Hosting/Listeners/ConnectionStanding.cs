using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Kuscia.Hosting.Listeners;

/// <summary>What a listener knows about one of its connections; a feature of the connection. Thread-safe.</summary>
public sealed class ConnectionStanding
{
    private readonly ConnectionShares _shares;
    private readonly Lock _gate = new();
    private List<Action<ConnectionStanding>>? _closed;
    private ConnectionContext? _connection;
    private object? _owner;
    private bool _isKnown;
    private bool _isHeard;
    private int _requests;
    private bool _isClosed;
    private bool _hasLeft;

    internal ConnectionStanding(ConnectionShares shares, IPAddress address, long accepted)
    {
        _shares = shares;
        Address = address;
        Accepted = accepted;
        Node = new LinkedListNode<ConnectionStanding>(this);
    }

    /// <summary>Where it comes from.</summary>
    public IPAddress Address { get; }

    /// <summary>Whether somebody answers for it.</summary>
    public bool IsKnown => Volatile.Read(ref _isKnown);

    /// <summary>Whoever last used the connection, as the server sets it.</summary>
    public object? Owner
    {
        get => Volatile.Read(ref _owner);
        set => Volatile.Write(ref _owner, value);
    }

    internal long Accepted { get; }

    /// <summary>Whether a whole request head has come yet.</summary>
    internal bool IsHeard => Volatile.Read(ref _isHeard);

    /// <summary>Whether a request is being answered.</summary>
    internal bool IsBusy => Volatile.Read(ref _requests) > 0;

    internal LinkedListNode<ConnectionStanding> Node { get; }

    /// <summary>The connection is somebody's: it no longer ends after seconds and is not pushed out by newcomers.</summary>
    public void Vouch()
    {
        if (!IsKnown)
        {
            Volatile.Write(ref _isKnown, true);
            _shares.Vouched(this);
        }
    }

    /// <summary>Ends the connection with everything on it.</summary>
    public void Abort(string reason) => Volatile.Read(ref _connection)?.Abort(new ConnectionAbortedException(reason));

    /// <summary>Calls back once when the connection has ended, at once if it has already.</summary>
    public void OnClosed(Action<ConnectionStanding> closed)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                (_closed ??= []).Add(closed);
                return;
            }
        }

        closed(this);
    }

    /// <summary>Tells which connection it is about.</summary>
    internal void Attach(ConnectionContext connection) => Volatile.Write(ref _connection, connection);

    /// <summary>A request begins.</summary>
    internal void Began()
    {
        Volatile.Write(ref _isHeard, true);
        Interlocked.Increment(ref _requests);
    }

    /// <summary>Its answer is finished.</summary>
    internal void Ended() => Interlocked.Decrement(ref _requests);

    /// <summary>True once; called under the lock of the shares.</summary>
    internal bool TryLeave() => !_hasLeft && (_hasLeft = true);

    internal void Close()
    {
        List<Action<ConnectionStanding>>? closed;
        lock (_gate)
        {
            (_isClosed, closed) = (true, _closed);
            _closed = null;
        }

        foreach (Action<ConnectionStanding> one in closed ?? [])
        {
            one(this);
        }
    }
}
