using System.Net;
using System.Net.Sockets;
using Kuscia.Client.Resources;
using Kuscia.Interconnection.Peers;

namespace Kuscia.Node.Modes;

/// <summary>The way to the APIs of partners: through the own internal listener, which knows the routes and the tokens.</summary>
internal sealed class InternalListener(int port) : IAsyncDisposable
{
    private readonly HttpMessageInvoker _invoker = new(Handler(port));

    /// <summary>A client of the API of a partner's host.</summary>
    public HttpResourceClient ClientOf(string host) => PartnerClient.Create(_invoker, host);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _invoker.Dispose();
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
