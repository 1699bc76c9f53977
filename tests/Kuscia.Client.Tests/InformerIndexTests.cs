using Kuscia.Client.Informers;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Testing.Clients;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Client.Tests;

public sealed class InformerIndexTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly MemoryResourceClient _client = new(TimeProvider.System);
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
    public async Task Objects_are_found_by_label_as_they_come_change_and_go()
    {
        await CreateAsync("a", "red");
        IInformer<ConfigMap> informer = _informers.For(Kinds.ConfigMap);
        await informer.Synced.WaitAsync(Limit);
        InformerIndex<ConfigMap> colours = informer.ByLabel("colour");
        Assert.Equal(["a"], Names(colours, "red"));

        ConfigMap b = await CreateAsync("b", "red");
        await SeenAsync(informer, () => Names(colours, "red").SequenceEqual(["a", "b"]));
        await _client.PatchAsync(Kinds.ConfigMap, b.Identity, new System.Text.Json.Nodes.JsonObject { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["labels"] = new System.Text.Json.Nodes.JsonObject { ["colour"] = "blue" } } }, null, CancellationToken.None);
        await SeenAsync(informer, () => Names(colours, "blue").SequenceEqual(["b"]));
        Assert.Equal(["a"], Names(colours, "red"));
        await _client.DeleteAsync(Kinds.ConfigMap, b.Identity, null, CancellationToken.None);

        await SeenAsync(informer, () => Names(colours, "blue").Count == 0);
        Assert.Same(colours, informer.ByLabel("colour"));
        Assert.Empty(colours.Of(null));
    }

    private static List<string> Names(InformerIndex<ConfigMap> index, string colour) => [.. index.Of(colour).Select(c => c.Metadata.Name ?? "").Order(StringComparer.Ordinal)];

    // Indexes are brought up to date before the handlers are called.
    private static async Task SeenAsync(IInformer<ConfigMap> informer, Func<bool> wanted)
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (wanted())
            {
                seen.TrySetResult();
            }
        }

        using IDisposable subscription = informer.Subscribe((_, _) => Look());
        Look();
        await seen.Task.WaitAsync(Limit);
    }

    private Task<ConfigMap> CreateAsync(string name, string colour) => _client.CreateAsync(
        Kinds.ConfigMap,
        new ConfigMap { Metadata = new ObjectMeta { Name = name, Namespace = "ns", Labels = new Dictionary<string, string> { ["colour"] = colour } } },
        CancellationToken.None);
}
