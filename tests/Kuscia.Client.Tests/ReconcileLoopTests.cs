using System.Net;
using System.Threading.Channels;
using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Testing.Clients;
using Kuscia.Testing.Logs;

namespace Kuscia.Client.Tests;

public sealed class ReconcileLoopTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly MemoryResourceClient _client = new(TimeProvider.System);
    private readonly LogMemory _logs = new();
    private readonly Channel<string> _worked = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _stop = new();
    private InformerSet _informers = null!; // Set by InitializeAsync.

    public Task InitializeAsync()
    {
        _informers = new InformerSet(_client, TimeProvider.System, _logs);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _informers.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Changes_before_and_after_the_start_are_worked_on_and_objects_without_key_are_not()
    {
        IInformer<ConfigMap> informer = await InformerAsync();
        await CreateAsync("first");
        ReconcileLoop<string> loop = Loop((key, _) => Done(key)).On(informer, c => c.Metadata.Name == "none" ? null : c.Metadata.Name);

        Task run = loop.RunAsync(_stop.Token);
        Assert.Equal("first", await NextAsync());
        await CreateAsync("none");
        await CreateAsync("second");

        Assert.Equal("second", await NextAsync());
        await _stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task A_loop_that_was_stopped_is_called_no_more()
    {
        IInformer<ConfigMap> informer = await InformerAsync();
        int calls = 0;
        TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task run = Loop((key, _) => Done(key)).On(informer, (_, _) => Interlocked.Increment(ref calls)).RunAsync(_stop.Token);
        await _stop.CancelAsync();
        await run;
        using IDisposable subscription = informer.Subscribe((_, _) => heard.TrySetResult());

        await CreateAsync("late");

        await heard.Task.WaitAsync(Limit);
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task A_cache_that_is_behind_is_no_news_until_it_stays_so()
    {
        int times = 0;
        ReconcileLoop<string> loop = Loop((key, _) => ++times > 7 ? Done(key) : throw new ResourceException(HttpStatusCode.Conflict, "Conflict", "has changed"));
        Task run = loop.RunAsync(_stop.Token);

        loop.Add("a");

        Assert.Equal("a", await NextAsync());
        Assert.Equal(2, _logs.Lines.Count(l => l.Contains("has changed", StringComparison.Ordinal) || l.Contains("failed", StringComparison.Ordinal)));
        await _stop.CancelAsync();
        await run;
    }

    private ReconcileLoop<string> Loop(Func<string, CancellationToken, Task<TimeSpan?>> work) =>
        new("test", work, TimeProvider.System, _logs.CreateLogger("test"), workers: 1);

    private Task<TimeSpan?> Done(string key)
    {
        _worked.Writer.TryWrite(key);
        return Task.FromResult<TimeSpan?>(null);
    }

    private async Task<string> NextAsync() => await _worked.Reader.ReadAsync().AsTask().WaitAsync(Limit);

    private async Task<IInformer<ConfigMap>> InformerAsync()
    {
        IInformer<ConfigMap> informer = _informers.For(Kinds.ConfigMap, "ns");
        await informer.Synced.WaitAsync(Limit);
        return informer;
    }

    private Task<ConfigMap> CreateAsync(string name) =>
        _client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = new ObjectMeta { Name = name, Namespace = "ns" } }, CancellationToken.None);
}
