using System.Text.Json.Nodes;
using System.Threading.Channels;
using Kuscia.Client.Leadership;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Testing.Clients;
using Kuscia.Testing.Logs;

namespace Kuscia.Client.Tests;

/// <summary>Instances that agree by a Lease on one of them. Where a Lease lasts an hour, only what a test is about can move it.</summary>
public sealed class LeaderElectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly ResourceName Name = new("kube-system", "leader");

    private readonly MemoryResourceClient _server = new(TimeProvider.System);
    private readonly LogMemory _logs = new();
    private readonly List<LeaderElection> _elections = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<string> _begun = Channel.CreateUnbounded<string>();
    private int _working;
    private int _most;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (LeaderElection election in _elections)
        {
            await election.DisposeAsync();
        }

        _server.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_ends_before_another_begins()
    {
        MemoryResourceClient way = _server.AnotherWay();
        LeaderElection first = await StartAsync("a", way, Short("a"));
        LeaderElection second = await StartAsync("b", _server.AnotherWay(), Short("b"));
        Task work = WorkAsync(first, "a");
        Task other = WorkAsync(second, "b");

        Assert.Equal("a", await NextAsync());
        way.Unreachable = true;

        Assert.Equal("b", await NextAsync());
        Assert.Null(first.Term);
        Assert.Equal(1, _most);
        await StopAsync(work, other);
    }

    [Fact]
    public async Task A_lease_that_is_given_up_is_taken_by_another()
    {
        LeaderElection first = await StartAsync("a", _server, Long("a"));
        LeaderElection second = await StartAsync("b", _server, Long("b"));
        Task work = WorkAsync(second, "b");
        Assert.Null(second.Term);
        Assert.Equal("a", second.Leader);

        _elections.Remove(first);
        await first.DisposeAsync();

        Assert.Equal("b", await NextAsync());
        Assert.Equal("this instance (b) leads", second.Describe());
        await StopAsync(work);
    }

    [Fact]
    public async Task The_next_process_of_an_instance_takes_the_lease_of_the_dead_one_and_another_instance_does_not()
    {
        MemoryResourceClient dead = _server.AnotherWay();
        await StartAsync("a", dead, Long("a"));
        dead.Unreachable = true;

        LeaderElection other = await StartAsync("b", _server, Long("b"));
        LeaderElection again = await StartAsync("a", _server, Long("a"));

        Assert.Null(other.Term);
        Assert.Equal(("a", 1), (again.Term?.Identity, again.Term?.Transitions));
    }

    [Fact]
    public async Task Who_is_alone_with_the_store_takes_the_lease_of_anybody()
    {
        MemoryResourceClient dead = _server.AnotherWay();
        await StartAsync("a", dead, Long("a"));
        dead.Unreachable = true;

        LeaderElection alone = await StartAsync("b", _server, Long("b") with { IsAlone = true });

        Assert.Equal("b", alone.Term?.Identity);
    }

    [Fact]
    public async Task A_leader_whose_lease_another_wrote_ends()
    {
        LeaderElection first = await StartAsync("a", _server, Long("a"));
        Task ending = first.Term!.Ending; // it leads

        await _server.PatchAsync(Kinds.Lease, Name, new JsonObject { ["spec"] = new JsonObject { ["holderIdentity"] = "z" } }, null, CancellationToken.None);

        await ending.WaitAsync(Limit);
        Lease? lease = await _server.GetAsync(Kinds.Lease, Name, CancellationToken.None);
        Assert.Equal("z", lease?.Spec?.HolderIdentity);
        Assert.Equal("z leads, this instance (a) stands by", first.Describe());
    }

    // Times of a test on a busy machine: what is looked at is the order.
    private static LeaderElectionOptions Short(string identity) => new()
    {
        Lease = Name,
        Identity = identity,
        LeaseDuration = TimeSpan.FromSeconds(3),
        RenewDeadline = TimeSpan.FromSeconds(2),
        RetryPeriod = TimeSpan.FromSeconds(0.3),
    };

    private static LeaderElectionOptions Long(string identity) => Short(identity) with { LeaseDuration = TimeSpan.FromHours(1), RenewDeadline = TimeSpan.FromMinutes(59) };

    private async Task<LeaderElection> StartAsync(string name, MemoryResourceClient client, LeaderElectionOptions options)
    {
        Assert.Equal(name, options.Identity);
        LeaderElection election = new(options, client, TimeProvider.System, _logs);
        _elections.Add(election);
        await election.StartAsync(CancellationToken.None).WaitAsync(Limit);
        return election;
    }

    private Task WorkAsync(LeaderElection election, string name) => election.WhileLeadingAsync(
        async (_, cancellationToken) =>
        {
            _most = Math.Max(_most, Interlocked.Increment(ref _working));
            _begun.Writer.TryWrite(name);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Decrement(ref _working);
        },
        _stop.Token);

    private async Task<string> NextAsync() => await _begun.Reader.ReadAsync().AsTask().WaitAsync(Limit);

    private async Task StopAsync(params Task[] work)
    {
        await _stop.CancelAsync();
        await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
