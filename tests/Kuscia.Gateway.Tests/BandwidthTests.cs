using System.Diagnostics;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Model;

namespace Kuscia.Gateway.Tests;

/// <summary>Only lower bounds of time are looked at: a limit may be undershot by a slow machine, never exceeded.</summary>
public sealed class BandwidthTests(SharedPair shared) : IClassFixture<SharedPair>
{
    private const int Body = 256 * 1024;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Task_keeps_to_its_limit_in_each_direction(bool upload)
    {
        NodePair pair = shared.Pair;
        string task = $"t{Guid.NewGuid():N}-0";
        await using TestService service = await TestService.StartAsync(async c =>
        {
            await c.Request.Body.CopyToAsync(Stream.Null);
            await c.Response.Body.WriteAsync(new byte[upload ? 1 : Body]);
        });
        await pair.Bob.PublishAsync($"{task}-fed", service.Port);
        await pair.Alice.PublishAsync($"{task}-web", service.Port, annotation: (WellKnownAnnotations.BandwidthLimitPrefix + "bob", "512"));
        using HttpClient application = pair.Alice.Application();
        long begin = Stopwatch.GetTimestamp();

        using HttpResponseMessage response = await application.PostAsync(new Uri($"http://{task}-fed.bob.svc/"), new ByteArrayContent(new byte[upload ? Body : 1]));

        Assert.Equal(upload ? 1 : Body, (await response.Content.ReadAsByteArrayAsync()).Length);

        // 256 KiB at 512 KiB/s, of which the first slice of 100 ms is free.
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0.39, 60);
    }

    [Fact]
    public async Task Requests_of_a_task_share_its_limit()
    {
        NodePair pair = shared.Pair;
        string task = $"t{Guid.NewGuid():N}-0";
        await using TestService service = await TestService.StartAsync(c => c.Request.Body.CopyToAsync(Stream.Null));
        await pair.Bob.PublishAsync($"{task}-fed", service.Port);
        await pair.Alice.PublishAsync($"{task}-web", service.Port, annotation: (WellKnownAnnotations.BandwidthLimitPrefix + "bob", "512"));
        using HttpClient application = pair.Alice.Application();
        long begin = Stopwatch.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using HttpResponseMessage response = await application.PostAsync(new Uri($"http://{task}-fed.bob.svc/"), new ByteArrayContent(new byte[Body / 4]));
            response.EnsureSuccessStatusCode();
        }));

        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0.39, 60);
    }
}
