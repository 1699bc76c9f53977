using System.Text.Json.Nodes;

namespace Kuscia.Adversary.Tests;

/// <summary>What lies in our mailbox at a partner is the partner's word: nothing in it overwrites or makes anything that is not a marked copy of the partner's own.</summary>
[Collection(HostCollection.Name)]
public class ImportTests(HostSiege siege)
{
    private const long MaxGrowthKiB = 400 * 1024;

    public static TheoryData<string, string> Attacks()
    {
        TheoryData<string, string> rows = new();
        foreach (string kind in new[] { "KusciaJob", "KusciaJobSummary", "KusciaTaskSummary", "DomainData", "DomainDataGrant" })
        {
            foreach (string attack in Spoilt.Texts.Keys.Append("decoration").Append(SpoiltBatch.Moved))
            {
                rows.Add(kind, attack);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Every_field_of_every_object_that_is_imported_may_be_spoilt(string kind, string attack)
    {
        StoreSnapshot before = await siege.LookAsync();
        long memory = siege.Node.ResidentMemoryKiB();
        IReadOnlyDictionary<string, long> logs = LogRules.Mark(siege.Node);

        List<string> faults = [];
        foreach (IReadOnlyList<(string Path, JsonObject[] Objects)> batch in SpoiltBatch.Of(kind, attack))
        {
            faults.AddRange(await OfferAsync(before, batch, attack == SpoiltBatch.Moved ? kind : null));
        }

        Report.Empty(faults);
        Report.Empty(LogRules.FaultsOf(siege.Node, logs));
        Assert.Equal((200, "ok"), await siege.Node.AdminAsync(HttpMethod.Get, "/readyz"));
        Assert.InRange(siege.Node.ResidentMemoryKiB() - memory, long.MinValue, MaxGrowthKiB);
    }

    private async Task<IReadOnlyList<string>> OfferAsync(StoreSnapshot before, IReadOnlyList<(string Path, JsonObject[] Objects)> batch, string? blocked)
    {
        foreach (JsonObject offered in batch.SelectMany(b => b.Objects))
        {
            siege.Bob.Mailbox.Put(offered);
        }

        List<string> faults = [.. await siege.TakenFaultsAsync(blocked), .. CopyRules.FaultsOf(before, await siege.LookAsync())];
        faults.AddRange(await siege.WithdrawAsync(before));
        return [.. faults.Select(f => SpoiltBatch.Explain(f, batch))];
    }
}
