using System.Net;
using System.Net.Sockets;
using Kuscia.Client.Resources;
using Kuscia.Interconnection.Peers;

namespace Kuscia.Node.Modes;

/// <summary>The way to the APIs of partners and of a lite's master: through the own internal listener, which knows the routes and the tokens.</summary>
internal sealed class InternalListener(int port) : IAsyncDisposable
{
    /// <summary>Sends requests to the internal listener, whatever host they name.</summary>
    public HttpMessageInvoker Invoker { get; } = new(Handler(port));

    /// <summary>A client of the API of a partner's host.</summary>
    public HttpResourceClient ClientOf(string host) => PartnerClient.Create(Invoker, host);

    /// <summary>A client of the API of a lite's master.</summary>
    public HttpResourceClient MasterClient() => new(Invoker, new Uri("http://apiserver.master.svc"));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Invoker.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SocketsHttpHandler Handler(int port) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        MaxResponseHeadersLength = PartnerClient.MaxHeaderKiB,
        MaxResponseDrainSize = 0,
        ConnectCallback = async (_, cancellationToken) =>
        {
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
