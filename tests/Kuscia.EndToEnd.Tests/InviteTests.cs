using System.Diagnostics;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.EndToEnd.Tests;

/// <summary>Two nodes that know nothing of each other become partners by one line.</summary>
public sealed class InviteTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-e2e-").FullName;
    private NodeProcess? _alice;
    private NodeProcess? _bob;

    private NodeProcess Alice => _alice ?? throw new InvalidOperationException("not started");

    private NodeProcess Bob => _bob ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        _alice = await NodeProcess.CreateAsync("alice", _folder);
        _bob = await NodeProcess.CreateAsync("bob", _folder);
        await Task.WhenAll(Alice.StartAsync(), Bob.StartAsync());
    }

    public async Task DisposeAsync()
    {
        await (_alice?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_bob?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task One_line_makes_partners_of_two_nodes_once()
    {
        (int made, string line, string told) = await RunAsync(Alice, "create", "bob", "--endpoint", Alice.Endpoint);
        (int lost, _, string lostError) = await RunAsync(Bob, "accept", Changed(line), "--endpoint", Bob.Endpoint);
        (int code, string said, string error) = await RunAsync(Bob, "accept", line.Trim(), "--endpoint", Bob.Endpoint);
        (int again, _, string refusal) = await RunAsync(Bob, "accept", line.Trim(), "--endpoint", Bob.Endpoint);

        Assert.True(made == 0, told);
        Assert.Single(line.Trim().Split('\n'));
        Assert.True(lost == 1 && lostError.Contains("was changed on its way", StringComparison.Ordinal), lostError);
        Assert.True(code == 0, said + error);
        Assert.Matches("(?m)^bob-alice +READY$", said);
        Assert.Matches("(?m)^alice-bob +READY$", said);
        string fingerprint = said.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        Assert.Contains($"Own key: {fingerprint}", told, StringComparison.Ordinal);
        ClusterDomainRoute? back = await Alice.Client.GetAsync(Kinds.ClusterDomainRoute, ResourceName.Cluster("alice-bob"), CancellationToken.None);
        Assert.Equal(Bob.Ports[0], back?.Spec?.Endpoint?.Ports?[0].Port);
        Assert.True(again == 1 && refusal.Contains("there is no such invitation", StringComparison.Ordinal), refusal);
    }

    [Fact]
    public async Task Invitation_that_was_taken_back_or_is_for_another_domain_is_refused()
    {
        (_, string line, string told) = await RunAsync(Alice, "create", "bob", "--endpoint", Alice.Endpoint);
        (_, string foreign, _) = await RunAsync(Alice, "create", "carol", "--endpoint", Alice.Endpoint);
        string id = told.Split("revoke ")[1].Trim();
        (_, string list, _) = await RunAsync(Alice, "list");
        (int taken, _, string takenError) = await RunAsync(Alice, "revoke", id);

        (int code, _, string error) = await RunAsync(Bob, "accept", line.Trim(), "--endpoint", Bob.Endpoint);
        (int foreignCode, _, string foreignError) = await RunAsync(Bob, "accept", foreign.Trim(), "--endpoint", Bob.Endpoint);

        Assert.Matches($"(?m)^{id} +bob ", list);
        Assert.True(taken == 0, takenError);
        Assert.True(code == 1 && error.Contains("answered 403", StringComparison.Ordinal), error);
        Assert.True(foreignCode == 1 && foreignError.Contains("alice invites carol, but this node is of bob", StringComparison.Ordinal), foreignError);
        Assert.Null(await Bob.Client.GetAsync(Kinds.Domain, ResourceName.Cluster("alice"), CancellationToken.None));
        Assert.Null(await Alice.Client.GetAsync(Kinds.Domain, ResourceName.Cluster("bob"), CancellationToken.None));
    }

    [Fact]
    public async Task Invitation_stays_good_when_its_maker_cannot_be_reached_and_says_what_is_not_ready()
    {
        (_, string unreachable, _) = await RunAsync(Alice, "create", "bob", "--endpoint", "https://127.0.0.1:1");
        (_, string line, _) = await RunAsync(Alice, "create", "bob", "--endpoint", Alice.Endpoint);

        (int code, _, string error) = await RunAsync(Bob, "accept", unreachable.Trim(), "--endpoint", Bob.Endpoint);
        (int late, string said, string lateError) = await RunAsync(Bob, "accept", line.Trim(), "--endpoint", "https://127.0.0.1:1", "--wait", "5");

        Assert.True(code == 1 && error.Contains("the invitation is still good", StringComparison.Ordinal), error);
        Assert.True(late == 3, said + lateError);
        Assert.Matches("(?m)^bob-alice +READY$", said);
        Assert.Matches("(?m)^alice-bob +not READY yet: ", said);
    }

    private static string Changed(string line) => line.Trim()[..^8] + "AAAAAAAA";

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(NodeProcess node, params string[] arguments)
    {
        ProcessStartInfo start = KusciaProgram.Start(KusciaProgram.Path, ["invite", .. arguments]);
        start.Environment["KUSCIA_HOME"] = node.Root;
        return KusciaProgram.RunAsync(start, TimeSpan.FromSeconds(120));
    }
}
