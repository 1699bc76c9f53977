using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests;

/// <summary>Writes under conditions on other keys, which hold against all processes on a store.</summary>
public sealed class ConditionTests
{
    private const string Fence = "/registry/fence";
    private const string Prefix = "/registry/claims/";

    [Theory]
    [AllStores]
    public async Task A_write_is_refused_when_the_key_that_it_depends_on_has_changed_anywhere(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog one = await folder.OpenAsync();
        await using RevisionLog other = await folder.OpenAsync();
        AppendResult held = await one.CreateAsync(Fence, LogFolder.Bytes("\"a\""), 0, CancellationToken.None);
        AppendConditions conditions = new() { Fence = new WriteFence(Fence, e => e is not null && LogFolder.Text(e.Value) == "\"a\"") };

        AppendResult before = await one.CreateAsync("/registry/x", LogFolder.Bytes("1"), 0, conditions, CancellationToken.None);
        await other.UpdateAsync(Fence, LogFolder.Bytes("\"b\""), held.Revision, 0, CancellationToken.None);
        AppendResult updated = await one.UpdateAsync("/registry/x", LogFolder.Bytes("2"), before.Revision, 0, conditions, CancellationToken.None);
        AppendResult deleted = await one.DeleteAsync("/registry/x", before.Revision, conditions, CancellationToken.None);
        AppendResult created = await one.CreateAsync("/registry/y", LogFolder.Bytes("1"), 0, conditions, CancellationToken.None);

        Assert.True(before.Succeeded);
        Assert.Equal([AppendRefusal.Fence, AppendRefusal.Fence, AppendRefusal.Fence], [updated.Refusal, deleted.Refusal, created.Refusal]);
        Assert.Equal("1", LogFolder.Text((await other.GetAsync("/registry/x", CancellationToken.None))!.Value)); // it was created
        Assert.Null(await other.GetAsync("/registry/y", CancellationToken.None));
    }

    [Theory]
    [AllStores]
    public async Task A_value_that_two_logs_claim_from_the_same_state_is_written_once(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog one = await folder.OpenAsync();
        await using RevisionLog other = await folder.OpenAsync();
        long since = (await one.ListAsync(new LogQuery(Prefix), CancellationToken.None)).Revision;

        AppendResult[] results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ClaimAsync(i % 2 == 0 ? one : other, $"{Prefix}{i}", "\"v\"", since)));
        AppendResult another = await ClaimAsync(other, $"{Prefix}other", "\"w\"", since);
        AppendResult own = await UpdateAsync(one, results.Single(r => r.Succeeded), since);

        Assert.Single(results, r => r.Succeeded);
        Assert.All(results.Where(r => !r.Succeeded), r => Assert.Equal(AppendRefusal.Claim, r.Refusal));
        Assert.True(another.Succeeded);
        Assert.True(own.Succeeded);
    }

    [Theory]
    [AllStores]
    public async Task A_value_that_was_given_up_since_can_be_claimed(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog log = await folder.OpenAsync();
        long since = log.CurrentRevision;
        AppendResult first = await ClaimAsync(log, $"{Prefix}a", "\"v\"", since);
        AppendResult second = await ClaimAsync(log, $"{Prefix}b", "\"u\"", since);

        await log.DeleteAsync($"{Prefix}a", first.Revision, CancellationToken.None);
        await log.UpdateAsync($"{Prefix}b", LogFolder.Bytes("\"t\""), second.Revision, 0, CancellationToken.None);

        Assert.True((await ClaimAsync(log, $"{Prefix}c", "\"v\"", since)).Succeeded);
        Assert.True((await ClaimAsync(log, $"{Prefix}d", "\"u\"", since)).Succeeded);
        Assert.Equal(AppendRefusal.Claim, (await ClaimAsync(log, $"{Prefix}e", "\"t\"", since)).Refusal);
    }

    private static Task<AppendResult> ClaimAsync(RevisionLog log, string key, string value, long since) =>
        log.CreateAsync(key, LogFolder.Bytes(value), 0, Claim(value, since), CancellationToken.None);

    private static Task<AppendResult> UpdateAsync(RevisionLog log, AppendResult held, long since) =>
        log.UpdateAsync(held.Current!.Key, held.Current.Value, held.Revision, 0, Claim("\"v\"", since), CancellationToken.None); // not null: it was written

    private static AppendConditions Claim(string value, long since) => new() { Claim = new RangeClaim(Prefix, since, e => LogFolder.Text(e.Value) == value) };
}
