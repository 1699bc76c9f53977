using System.Text.RegularExpressions;
using Kuscia.Gateway.Listeners;
using Kuscia.Gateway.Pipeline;
using Kuscia.Gateway.Routes;
using Kuscia.Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Tests;

public sealed partial class AccessLogTests
{
    [Fact]
    public async Task Both_parties_log_the_request_under_the_same_trace_id()
    {
        string folder = Directory.CreateTempSubdirectory("kuscia-access-").FullName;
        string aliceLogs = Path.Combine(folder, "alice");
        string bobLogs = Path.Combine(folder, "bob");
        await using (NodePair pair = await NodePair.StartAsync(o => o with { AccessLogDirectory = aliceLogs }, o => o with { AccessLogDirectory = bobLogs }))
        {
            await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync("ok"));
            await pair.Bob.PublishAsync("web", service.Port);
            using HttpClient application = pair.Alice.Application();
            using HttpRequestMessage request = new(HttpMethod.Post, "http://web.bob.svc/p?q=1\"x") { Content = new StringContent("four") };
            request.Headers.Add("x-b3-traceid", "00112233445566aa");
            using HttpResponseMessage response = await application.SendAsync(request);
        }

        string sent = File.ReadLines(Path.Combine(aliceLogs, "internal.log")).Single(l => l.Contains("web.bob.svc", StringComparison.Ordinal));
        string received = File.ReadLines(Path.Combine(bobLogs, "external.log")).Single(l => l.Contains("web.bob.svc", StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);

        Assert.Matches(InternalLine(), sent);
        Assert.Matches(ExternalLine(), received);
    }

    [Fact]
    public async Task Answer_of_unknown_length_is_logged_with_its_size()
    {
        string logs = Directory.CreateTempSubdirectory("kuscia-access-").FullName;
        await using (NodePair pair = await NodePair.StartAsync(bob: o => o with { AccessLogDirectory = logs }))
        {
            await using TestService service = await TestService.StartAsync(async c =>
            {
                await c.Response.WriteAsync("four");
                await c.Response.Body.FlushAsync();
                await c.Response.WriteAsync("five5");
            });
            await pair.Bob.PublishAsync("web", service.Port);
            using HttpClient application = pair.Alice.Application();
            await application.GetStringAsync(new Uri("http://web.bob.svc/"));
        }

        string line = File.ReadLines(Path.Combine(logs, "external.log")).Single(l => l.Contains("web.bob.svc", StringComparison.Ordinal));
        Directory.Delete(logs, recursive: true);

        Assert.Matches(" 200 - - 9 [0-9]+ - -$", line);
    }

    [Fact]
    public async Task Request_whose_pipeline_fails_in_the_middle_is_logged_and_breaks_off()
    {
        string logs = Directory.CreateTempSubdirectory("kuscia-access-").FullName;
        GatewayOptions options = new() { DomainId = "bob", CertificatesDirectory = logs };
        await using (AccessLog log = new(logs, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance))
        {
            ExchangeHandler handler = new(
                Side.External, options, new RouteTableState(), FailAsync, log, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
            await using TestService gateway = await TestService.StartAsync(handler.HandleAsync);
            using HttpClient caller = new();

            await Assert.ThrowsAsync<HttpRequestException>(() => caller.GetStringAsync(new Uri($"http://127.0.0.1:{gateway.Port}/broken")));
        }

        string line = File.ReadLines(Path.Combine(logs, "external.log")).Single();
        Directory.Delete(logs, recursive: true);

        Assert.Contains("\"GET /broken HTTP/1.1\"", line, StringComparison.Ordinal);
        Assert.Contains(" 200 UC ", line, StringComparison.Ordinal);
    }

    private static async Task FailAsync(Exchange exchange)
    {
        await exchange.Context.Response.WriteAsync("part");
        throw new InvalidOperationException("in the middle");
    }

    [Fact]
    public async Task A_disk_that_was_full_is_told_once_and_all_lines_after_it_come()
    {
        string folder = Directory.CreateTempSubdirectory("kuscia-access-").FullName;
        string path = Path.Combine(folder, "a.log");
        string rest = Path.Combine(folder, "rest");
        await File.WriteAllTextAsync(rest, "0\nhalf of a li");
        File.CreateSymbolicLink(path, "/dev/full");
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        Told told = new();
        int last = 0;
        await using (AccessLog log = new(folder, told))
        {
            while (last < 50 || told.Messages.IsEmpty)
            {
                log.Add("a.log", $"{++last}");
                await Task.Delay(1, limit.Token);
            }

            // What a full disk leaves behind, in one step.
            File.Move(rest, path, overwrite: true);
            while (told.Messages.Count < 2)
            {
                log.Add("a.log", $"{++last}");
                await Task.Delay(1, limit.Token);
            }

            log.Add("a.log", $"{++last}");
        }

        string[] lines = await File.ReadAllLinesAsync(path);
        Directory.Delete(folder, recursive: true);
        Assert.Equal(["0", "half of a li"], lines[..2]);
        int first = int.Parse(lines[2], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Enumerable.Range(first, last - first + 1).Select(i => $"{i}"), lines[2..]);
        Assert.Collection(
            told.Messages,
            m => Assert.StartsWith($"The access log {path} cannot be written: ", m, StringComparison.Ordinal),
            m => Assert.Equal($"The access log {path} is written again; {first - 1} lines are lost", m));
    }

    [GeneratedRegex("""^127\.0\.0\.1 - \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+]0000\] alice web\.bob\.svc "POST /p\?q=1%22x HTTP/1\.1" 00112233445566aa [0-9a-f]{16} 200 - 4 \d+ \d+ \d+ \d+ \d+ - -$""")]
    private static partial Regex InternalLine();

    [GeneratedRegex("""^127\.0\.0\.1 - \[[^]]+\] alice web\.bob\.svc "POST /p\?q=1%22x HTTP/1\.1" 00112233445566aa [0-9a-f]{16} 200 - 4 \d+ \d+ - -$""")]
    private static partial Regex ExternalLine();

    private sealed class Told : Microsoft.Extensions.Logging.ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Messages { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(
            Microsoft.Extensions.Logging.LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Enqueue(formatter(state, exception));
    }
}
