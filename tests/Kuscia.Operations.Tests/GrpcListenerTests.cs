using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Kuscia.Hosting.Listeners;
using Kuscia.Operations.Envelopes;
using Kuscia.Operations.Rpc;
using Kuscia.Protos.KusciaApi;
using Microsoft.Extensions.Logging.Abstractions;
using Task = System.Threading.Tasks.Task;

namespace Kuscia.Operations.Tests;

public class GrpcListenerTests
{
    private static readonly EndpointContract Contract = new() { ServiceName = "test", Version = "1", DomainId = "alice", Invalid = 1, Unexpected = 2, MaxRequestBytes = 1000 };

    [Fact]
    public async Task Connection_of_a_caller_who_is_not_let_in_stays_a_strangers_and_ends()
    {
        await using WebListener listener = await ListenAsync(caller: null);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using GrpcChannel channel = Channel(listener, () => ended.TrySetResult());

        RpcException refusal = await Assert.ThrowsAsync<RpcException>(async () => await new HealthService.HealthServiceClient(channel).healthZAsync(new HealthRequest()));

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Port_that_nobody_asked_for_makes_way()
    {
        await using WebListener first = await ListenAsync(Caller.Owner);
        WebListenerOptions same = new(first.EndPoint, new ListenerLimits("test", 1));
        ServerServiceDefinition none = ServerServiceDefinition.CreateBuilder().Build();

        Assert.Null(await GrpcListener.StartAsync(same, none, 1000, makesWay: true, NullLoggerFactory.Instance, CancellationToken.None));
        await Assert.ThrowsAsync<IOException>(async () => await GrpcListener.StartAsync(same, none, 1000, makesWay: false, NullLoggerFactory.Instance, CancellationToken.None));
    }

    [Fact]
    public async Task Too_large_message_is_refused_by_the_transport()
    {
        await using WebListener listener = await ListenAsync(Caller.Owner);
        using GrpcChannel channel = Channel(listener, () => { });
        HealthRequest large = new() { Header = new Protos.RequestHeader { CustomHeaders = { ["a"] = new string('x', 2000) } } };

        RpcException refusal = await Assert.ThrowsAsync<RpcException>(async () => await new HealthService.HealthServiceClient(channel).healthZAsync(large));

        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_a_status_of_the_reply()
    {
        await using WebListener listener = await ListenAsync(Caller.Owner, () => throw new InvalidOperationException("secret"));
        using GrpcChannel channel = Channel(listener, () => { });

        HealthResponse reply = await new HealthService.HealthServiceClient(channel).healthZAsync(new HealthRequest());

        Assert.Equal((2, "/healthZ failed: InvalidOperationException; the log of the node tells more"), (reply.Status.Code, reply.Status.Message));
        Assert.Null(reply.Data);
    }

    private static async Task<WebListener> ListenAsync(Caller? caller, Func<string?>? fault = null)
    {
        Operation health = HealthOperation.Create(HealthReflection.Descriptor.Services[0], 2, fault ?? (() => null));
        ServerServiceDefinition methods = GrpcOperations.Bind([health], Contract, _ => caller, null, TimeProvider.System, NullLogger.Instance);
        WebListenerOptions socket = new(new IPEndPoint(IPAddress.Loopback, 0), new ListenerLimits("test", 1) { StrangerLimit = TimeSpan.FromSeconds(1) });
        return await GrpcListener.StartAsync(socket, methods, Contract.MaxRequestBytes, makesWay: false, NullLoggerFactory.Instance, CancellationToken.None) ?? throw new InvalidOperationException("not served");
    }

    private static GrpcChannel Channel(WebListener listener, Action ended) => GrpcChannel.ForAddress(listener.LocalAddress, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new ToldStream(socket, ended);
            },
        },
        DisposeHttpClient = true,
    });

    // The client lets go of its connection when the server has ended it.
    private sealed class ToldStream(Socket socket, Action ended) : NetworkStream(socket, ownsSocket: true)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            ended();
        }
    }
}
