using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Kuscia.Hosting.Listeners;

/// <summary>A connection that gives its place back when it is disposed of: a half-closed one still holds its descriptor.</summary>
internal sealed class BoundedConnection : ConnectionContext
{
    private readonly ConnectionContext _inner;
    private readonly ConnectionStanding _standing;
    private readonly ConnectionShares _shares;

    public BoundedConnection(ConnectionContext inner, ConnectionStanding standing, ConnectionShares shares)
    {
        _inner = inner;
        _standing = standing;
        _shares = shares;
        inner.Features.Set(standing);
        standing.Attach(inner);
    }

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => _inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => _inner.Transport;
        set => _inner.Transport = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        _shares.Left(_standing);
        await base.DisposeAsync();
    }
}
