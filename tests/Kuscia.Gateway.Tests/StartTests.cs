using System.Net;
using System.Net.Sockets;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Hosting.Modules;

namespace Kuscia.Gateway.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task Port_in_use_is_named()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        ModuleStartException failure = await Assert.ThrowsAsync<ModuleStartException>(() => TestNode.StartAsync("alice", o => o with { ExternalPort = port }));

        Assert.StartsWith($"the gateway's external listener cannot listen on 127.0.0.1:{port}: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_of_another_machine_is_named()
    {
        ModuleStartException failure = await Assert.ThrowsAsync<ModuleStartException>(() => TestNode.StartAsync("alice", o => o with { InternalAddress = "192.0.2.1" }));

        Assert.StartsWith("the gateway's internal listener cannot listen on 192.0.2.1:0: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Admin_port_answers_live()
    {
        int port = ReservedPort.Take();
        await using TestNode alice = await TestNode.StartAsync("alice", o => o with { AdminPort = port });
        using HttpClient client = new();

        Assert.Equal("LIVE\n", await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/ready")));
    }
}
