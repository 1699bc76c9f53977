using System.Threading.Channels;
using Kuscia.Client.Informers;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Testing.Clients;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Client.Tests;

public sealed class InformerSetTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly MemoryResourceClient _client = new(TimeProvider.System);
    private readonly Channel<string> _changes = Channel.CreateUnbounded<string>();
    private InformerSet _informers = null!; // Set by InitializeAsync.

    public Task InitializeAsync()
    {
        _informers = new InformerSet(_client, TimeProvider.System, NullLoggerFactory.Instance);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _informers.DisposeAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task Handlers_see_what_is_there_and_every_change_in_order()
    {
        await CreateAsync("first");
        IInformer<ConfigMap> informer = _informers.For(Kinds.ConfigMap, "ns");
        await informer.Synced.WaitAsync(Limit);

        informer.Subscribe(Record);
        await CreateAsync("second");
        await _client.DeleteAsync(Kinds.ConfigMap, new ResourceName("ns", "first"), null, CancellationToken.None);

        Assert.Equal(["+first", "+second", "-first"], await TakeAsync(3));
        Assert.Equal(["second"], informer.List().Select(c => c.Metadata.Name));
    }

    [Fact]
    public async Task Outage_is_survived_and_missed_changes_are_reported_afterwards()
    {
        await CreateAsync("first");
        IInformer<ConfigMap> informer = _informers.For(Kinds.ConfigMap, "ns");
        await informer.Synced.WaitAsync(Limit);
        informer.Subscribe(Record);
        Assert.Equal(["+first"], await TakeAsync(1));

        _client.Unreachable = true;
        _client.Unreachable = false;
        await CreateAsync("second");

        Assert.Equal(["+second"], await TakeAsync(1));
    }

    [Fact]
    public void Same_kind_and_namespace_share_one_informer() =>
        Assert.Same(_informers.For(Kinds.ConfigMap, "ns"), _informers.For(Kinds.ConfigMap, "ns"));

    private Task<ConfigMap> CreateAsync(string name) =>
        _client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = new ObjectMeta { Name = name, Namespace = "ns" } }, CancellationToken.None);

    private void Record(ConfigMap? old, ConfigMap? current) =>
        _changes.Writer.TryWrite((old, current) switch
        {
            (null, { } added) => "+" + added.Metadata.Name,
            ({ } removed, null) => "-" + removed.Metadata.Name,
            (_, { } changed) => "~" + changed.Metadata.Name,
            _ => "?",
        });

    private async Task<string[]> TakeAsync(int count)
    {
        using CancellationTokenSource limit = new(Limit);
        string[] taken = new string[count];
        for (int i = 0; i < count; i++)
        {
            taken[i] = await _changes.Reader.ReadAsync(limit.Token);
        }

        return taken;
    }
}
