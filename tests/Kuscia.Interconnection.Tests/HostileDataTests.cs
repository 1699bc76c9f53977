using System.Text;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Tests;

/// <summary>What a hostile host writes about tables and grants, and that a host that is gone is left at once.</summary>
public sealed class HostileDataTests
{
    [Fact]
    public async Task Tables_and_grants_are_taken_only_when_their_author_is_a_domain_of_the_host_and_never_over_own_ones()
    {
        await using HostileHost host = new();
        await host.StartAsync();
        await host.Alice.Client.CreateAsync(Kinds.DomainData, Own("mine"), default);
        foreach (string author in (string[])["alice", "carol", "nobody", ""])
        {
            await host.MailDataAsync($"of-{author}x", author);
            await host.MailGrantAsync($"of-{author}x", author, "alice");
        }

        await host.MailGrantAsync("to-carol", "bob", "carol");
        await host.MailGrantAsync("to-bob", "bob", "bob");
        await host.MailDataAsync("mine", "bob");
        await host.MailDataAsync("zz-honest", "bob");
        await host.MailGrantAsync("zz-honest", "bob", "alice");

        DomainData copy = await host.Alice.WaitAsync(Kinds.DomainData, new ResourceName("alice", "zz-honest"), _ => true);
        await host.Alice.WaitAsync(Kinds.DomainDataGrant, new ResourceName("alice", "zz-honest"), _ => true);
        Assert.Equal(("bob", "bob"), (copy.Spec!.Author, copy.Metadata.Annotation(WellKnownAnnotations.InitiatorMasterDomain)));
        ResourceList<DomainData> data = await host.Alice.Client.ListAsync(Kinds.DomainData, null, ListOptions.All, default);
        ResourceList<DomainDataGrant> grants = await host.Alice.Client.ListAsync(Kinds.DomainDataGrant, null, ListOptions.All, default);
        Assert.Equal(["alice/mine", "alice/zz-honest"], data.Items.Select(d => d.Identity.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(["alice/zz-honest"], grants.Items.Select(d => d.Identity.ToString()));
        Assert.Equal("alice", data.Items.Single(d => d.Metadata.Name == "mine").Spec!.Author);
    }

    [Fact]
    public async Task Of_a_table_only_known_fields_are_taken_each_as_one_line()
    {
        await using HostileHost host = new();
        await host.StartAsync();
        const string escape = "\u001b]0;title\u0007\n";
        string huge = escape + new string('x', 1 << 20);
        Dictionary<string, string> annotations = new(HostileHost.Mailed("t").Annotations!) { [WellKnownAnnotations.TaskId] = "task", [WellKnownAnnotations.PartyMasterDomain] = "carol" };

        await host.MailDataAsync("t", "bob", d => d with
        {
            Metadata = d.Metadata with
            {
                Labels = new Dictionary<string, string> { ["app"] = "x", [WellKnownLabels.DomainDataVendor] = "grant", [WellKnownLabels.DomainDataType] = huge },
                Annotations = annotations,
                Finalizers = ["f"],
                OwnerReferences = [new OwnerReference { ApiVersion = "v1", Kind = "Pod", Name = "p", Uid = "u" }],
            },
            Spec = d.Spec! with
            {
                Name = huge,
                RelativeURI = huge,
                DataSource = huge,
                Vendor = huge,
                Type = huge,
                FileFormat = huge,
                Attributes = new Dictionary<string, string> { [huge] = huge },
                Columns = [new DataColumn { Name = huge, Type = huge, Comment = huge }],
            },
            Status = new DataStatus { Phase = "Available", Conditions = [] },
        });

        DomainData copy = await host.Alice.WaitAsync(Kinds.DomainData, new ResourceName("alice", "t"), _ => true);
        DomainDataSpec spec = copy.Spec!;
        Assert.All(
            (string?[])[spec.Name, spec.RelativeURI, spec.DataSource, spec.Vendor, spec.Type, spec.FileFormat, spec.Columns![0].Name, spec.Columns[0].Type, spec.Columns[0].Comment, spec.Attributes!.Keys.Single(), spec.Attributes.Values.Single()],
            text => Assert.True(text!.StartsWith(" ]0;title x", StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(text) <= PrintableLine.MaxBytes, text));
        Assert.Equal([WellKnownLabels.DomainDataVendor, WellKnownLabels.ResourceVersionUnderHostCluster], copy.Metadata.Labels!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([WellKnownAnnotations.Initiator, WellKnownAnnotations.InitiatorMasterDomain, WellKnownAnnotations.InterconnKusciaParties], copy.Metadata.Annotations!.Keys.Order(StringComparer.Ordinal));
        Assert.Null(copy.Metadata.Finalizers);
        Assert.Null(copy.Metadata.OwnerReferences);
        Assert.Null(copy.Status);
    }

    [Fact]
    public async Task A_table_that_changes_its_author_loses_its_copy()
    {
        await using HostileHost host = new();
        await host.StartAsync();
        DomainData mailed = await host.MailDataAsync("t", "bob");
        await host.Alice.WaitAsync(Kinds.DomainData, new ResourceName("alice", "t"), _ => true);

        await host.Bob.WriteAsync(Kinds.DomainData, mailed, mailed with { Spec = mailed.Spec! with { Author = "alice" } }, null, default);

        await host.Alice.NoneAsync(Kinds.DomainData, _ => true);
    }

    [Fact]
    public async Task What_a_host_mails_beyond_its_share_is_followed_more_slowly_and_named_once()
    {
        await using HostileHost host = new();
        await host.StartAsync();
        await host.MailManyAsync("flood", "bob", 1200);

        await host.Alice.WaitAsync(Kinds.DomainData, new ResourceName("alice", "flood-1199"), _ => true);

        Assert.Single(host.Alice.Logs.Lines, l => l.Contains("bob changes more in mailboxes than is followed at once", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusals_of_what_a_host_mails_do_not_fill_the_log()
    {
        await using HostileHost host = new();
        await host.StartAsync();
        await host.MailManyAsync("forged", "alice", 600);
        await host.MailDataAsync("zz-last", "bob");
        await host.Alice.WaitAsync(Kinds.DomainData, new ResourceName("alice", "zz-last"), _ => true);

        Assert.InRange(host.Alice.Logs.Lines.Count(l => l.Contains("is not taken", StringComparison.Ordinal)), 1, 150);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Everything_open_to_a_host_ends_when_its_Domain_or_its_InteropConfig_is_gone(bool domain)
    {
        await using HostileHost host = new();
        await host.StartAsync();
        await host.MailDataAsync("t", "bob");
        await host.Alice.WaitAsync(Kinds.DomainData, new ResourceName("alice", "t"), _ => true);

        if (domain)
        {
            await host.Alice.Client.DeleteAsync(Kinds.Domain, ResourceName.Cluster("bob"), null, default);
        }
        else
        {
            await host.Alice.Client.DeleteAsync(Kinds.InteropConfig, ResourceName.Cluster("alice-2-bob"), null, default);
        }

        await host.BobHeard.Left.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static DomainData Own(string name) => new()
    {
        Metadata = new ObjectMeta { Namespace = "alice", Name = name },
        Spec = new DomainDataSpec { Author = "alice", Name = name, Type = "table", RelativeURI = "mine.csv", DataSource = "default-data-source" },
    };
}
