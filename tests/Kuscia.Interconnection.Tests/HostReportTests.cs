using System.Net;
using System.Text.Json;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Interconnection.Inbound;
using Kuscia.Interconnection.Peers;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Testing.Clients;
using Kuscia.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Interconnection.Tests;

/// <summary>Whatever a partner's API answers stands in a condition of the route to it, as one line, until it answers as it should.</summary>
public sealed class HostReportTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("no answer", "list kusciajobs: connection refused")]
    [InlineData("status", "list kusciajobs: 500 broken by [31mhand")]
    [InlineData("junk", "list kusciajobs: no object of an API: '<' is an invalid start")]
    [InlineData("wrong shape", "list kusciajobs: no object of an API: The given key 'items'")]
    [InlineData("watches end", "watch kusciajobs: ended at once")]
    public async Task Trouble_stands_in_the_route_and_goes_with_the_trouble(string what, string told)
    {
        using MemoryResourceClient store = new(TimeProvider.System);
        ManualTime time = new();
        BadHost bob = new(store) { Fault = Fault(what), EndsWatches = what == "watches end" };
        HostHealth health = new(time);
        HostClient client = new(bob, health, time);
        ClusterDomainRoute route = new() { Metadata = new ObjectMeta { Name = "alice-bob" }, Spec = new DomainRouteSpec { Source = "alice", Destination = "bob" } };
        await store.CreateAsync(Kinds.ClusterDomainRoute, route, default);
        await using InformerSet informers = new(client, time, NullLoggerFactory.Instance);
        HostReport report = new(new HostLink("bob", "alice", client, informers, new PartnerShare("bob", NullLogger.Instance, time)), health, store, time);
        using CancellationTokenSource stop = new();
        Task run = report.RunAsync(NullLogger.Instance, stop.Token);

        await FailedAsync(health);
        time.Advance(TimeSpan.FromSeconds(30));
        Condition down = await ConditionAsync(store, "False");
        bob.Fault = null;
        bob.EndsWatches = false;
        await KeepTimeAsync(time, health);
        time.Advance(TimeSpan.FromSeconds(5));
        await ConditionAsync(store, "True");

        await stop.CancelAsync();
        await run;
        Assert.Equal("PartnerApiFails", down.Reason);
        Assert.Contains(told, down.Message, StringComparison.Ordinal);
    }

    private static Exception? Fault(string what) => what switch
    {
        "no answer" => new HttpRequestException("connection refused"),
        "status" => new ResourceException(HttpStatusCode.InternalServerError, "InternalError", "broken by\u001b[31mhand\n"),
        "junk" => new JsonException("'<' is an invalid start\u001b of a value"),
        "wrong shape" => new KeyNotFoundException("The given key 'items' was not present"),
        _ => null,
    };

    private static async Task FailedAsync(HostHealth health)
    {
        using CancellationTokenSource limit = new(Deadline);
        while (health.Trouble(TimeSpan.Zero)?.Contains("kusciajobs:", StringComparison.Ordinal) != true)
        {
            await Task.Yield();
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    // The pauses of the informers pass until nothing fails any more.
    private static async Task KeepTimeAsync(ManualTime time, HostHealth health)
    {
        using CancellationTokenSource limit = new(Deadline);
        while (health.Trouble(TimeSpan.Zero) is not null)
        {
            time.Advance(await time.PendingAsync(Deadline));
            await Task.Yield();
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<Condition> ConditionAsync(MemoryResourceClient store, string status)
    {
        using CancellationTokenSource limit = new(Deadline);
        WatchEvent<ClusterDomainRoute> change = await store.WatchAsync(Kinds.ClusterDomainRoute, null, ListOptions.All, limit.Token)
            .FirstAsync(c => c.Resource.Status?.Conditions.Find(HostReport.ConditionType)?.Status == status, limit.Token);
        return change.Resource.Status!.Conditions.Find(HostReport.ConditionType)!;
    }
}
