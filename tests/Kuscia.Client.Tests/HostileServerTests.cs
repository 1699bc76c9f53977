using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Client.Tests;

/// <summary>Whatever a server answers, an informer waits longer and longer before it asks again, and says what went wrong.</summary>
public sealed class HostileServerTests
{
    private const int Attempts = 8;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(10);

    private static readonly HttpResourceClientOptions Limits = new()
    {
        Timeout = TimeSpan.FromMilliseconds(150),
        WatchSilence = TimeSpan.FromMilliseconds(150),
        MaxResponseBytes = 256 << 10,
        MaxEventBytes = 128 << 10,
        MaxListObjects = 50,
        PageSize = 10,
    };

    public static TheoryData<string> Lists() => [.. HostileAnswers.Lists().Select(a => a.Name)];

    public static TheoryData<string> Watches() => [.. HostileAnswers.Watches().Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_answered_badly_is_asked_for_again_after_growing_pauses(string name)
    {
        (_, HostileAnswer answer, string says) = HostileAnswers.Lists().Single(a => a.Name == name);
        await using HostileServer server = await HostileServer.StartAsync(answer, HostileAnswers.GoodList);

        await AssertBacksOffAsync(server, says);
    }

    [Theory]
    [MemberData(nameof(Watches))]
    public async Task A_watch_answered_badly_is_asked_for_again_after_growing_pauses(string name)
    {
        (_, HostileAnswer answer, string says) = HostileAnswers.Watches().Single(a => a.Name == name);
        await using HostileServer server = await HostileServer.StartAsync(HostileAnswers.GoodList, answer);

        await AssertBacksOffAsync(server, says);
    }

    private static async Task AssertBacksOffAsync(HostileServer server, string says)
    {
        using HttpMessageInvoker http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        ManualTime time = new();
        await using InformerSet informers = new(new HttpResourceClient(http, server.Address, Limits), time, NullLoggerFactory.Instance);
        IInformer<ConfigMap> informer = informers.For(Kinds.ConfigMap, "ns");

        TimeSpan pause = TimeSpan.Zero;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            time.Advance(pause);
            pause = await time.PendingAsync(Deadline);
        }

        InformerFailure? failure = informer.LastFailure;
        Assert.NotNull(failure);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(failure.Message, char.IsControl);
        Assert.Equal(Attempts, failure.Attempts);
        Assert.InRange(pause, Cap * 0.75, Cap);
        Assert.Equal(time.GetUtcNow() + pause, failure.NextAttempt);
        Assert.InRange(server.Requests, 1, Attempts * 120);
    }
}
