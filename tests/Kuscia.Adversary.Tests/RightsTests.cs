namespace Kuscia.Adversary.Tests;

/// <summary>What a partner may do at a node's API server with nothing but its own token: its mailbox, and nothing else.</summary>
public class RightsTests(RightsSiege siege) : IClassFixture<RightsSiege>
{
    [Theory]
    [InlineData("bob")]
    [InlineData("carol")]
    [InlineData("alice")]
    [InlineData("cross-domain")]
    [InlineData("default")]
    [InlineData("kube-system")]
    [InlineData(null)]
    public async Task Every_verb_on_every_resource_outside_the_rights_of_the_mailbox_is_refused_and_changes_nothing(string? @namespace)
    {
        StoreSnapshot before = await siege.LookAsync();

        IReadOnlyList<string> faults = await new RightsTable(siege, before).FaultsInAsync(@namespace);

        Report.Empty(faults);
        Report.Empty(before.ChangesTo(await siege.LookAsync()));
    }

    [Fact]
    public async Task Partner_reads_and_writes_its_own_mailbox()
    {
        string path = "/apis/kuscia.secretflow/v1alpha1/namespaces/bob/domainappimages";

        RawAnswer made = await siege.Bob.SendAsync("POST", path, """{"apiVersion":"kuscia.secretflow/v1alpha1","kind":"DomainAppImage","metadata":{"name":"own"},"spec":{}}""");
        RawAnswer read = await siege.Bob.SendAsync("GET", $"{path}/own");
        RawAnswer removed = await siege.Bob.SendAsync("DELETE", $"{path}/own");

        Assert.Equal((201, 200, 200), (made.Status, read.Status, removed.Status));
    }

    [Fact]
    public async Task Head_of_a_watch_comes_before_its_first_event()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        await using RawConnection connection = await siege.Bob.OpenAsync(limit.Token);

        await connection.SendAsync(siege.Bob.Compose("GET", "/api/v1/namespaces/bob/endpoints?watch=true"), limit.Token);

        Assert.Equal(200, (await connection.ReadAnswerAsync(withBody: false, limit.Token)).Status);
    }

    // Paths and headers by which one request could be read as two different ones, or as somebody else's.
    [Fact]
    public async Task Odd_paths_and_headers_reach_nothing_that_is_not_the_partners()
    {
        StoreSnapshot before = await siege.LookAsync();

        List<string> faults = [];
        foreach (OddRequest odd in OddRequest.All(siege.Bob.Token ?? ""))
        {
            RawAnswer answer = await Paced.SendAsync(siege.Bob, odd.Method, odd.Target, odd.Body, odd.Host, headers: odd.Headers);
            faults.AddRange(odd.FaultsOf(answer));
        }

        Report.Empty(faults);
        Report.Empty(before.ChangesTo(await siege.LookAsync()));
    }

    // Objects that the rights let a partner write, filled with what would be of use elsewhere if a controller took them for ours.
    [Fact]
    public async Task Objects_planted_in_the_own_mailbox_have_no_effect_anywhere_else()
    {
        StoreSnapshot before = await siege.LookAsync();

        foreach ((string path, string body) in PlantedObject.All)
        {
            await Paced.SendAsync(siege.Bob, "POST", path, body);
        }

        await siege.AwaitGrantServedAsync("after-planting");
        Report.Empty([.. before.ChangesTo(await siege.LookAsync()).Where(c => !c.Contains("after-planting", StringComparison.Ordinal))]);
    }
}
