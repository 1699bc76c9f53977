using System.Text;
using Kuscia.Operations.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Operations.Tests;

public sealed class RequestLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-log-").FullName;

    private string LogPath => Path.Combine(_folder, "api.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static RequestLogEntry Entry(string path, string body) =>
        new(DateTimeOffset.UnixEpoch, "POST", path, 200, TimeSpan.FromMilliseconds(3), "master", "", Encoding.UTF8.GetBytes(body), []);

    [Fact]
    public async Task Line_tells_the_call_on_one_line_with_secrets_masked()
    {
        await using (RequestLog log = new(new RequestLogOptions { Path = LogPath }, NullLogger<RequestLog>.Instance))
        {
            log.Add(Entry("/a\nb", """{"password":"p1","nested":{"access_key_secret":["p2"],"accessKeyId":5},"text":"x\ny","token":"p3"}"""));
        }

        string line = Assert.Single(await File.ReadAllLinesAsync(LogPath));
        Assert.StartsWith("1970-01-01 00:00:00.000 INFO POST /a b 200 3.0ms caller=master x-forward-host=- request={\"password\":\"***\"", line, StringComparison.Ordinal);
        Assert.All(["p1", "p3", ":5"], secret => Assert.DoesNotContain(secret, line, StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(LogPath) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite));
    }

    [Theory]
    [InlineData("""{"password":{"deep":"s3cret"}}""")]
    [InlineData("""{"password":["s3cret",{"a":"s3cret"}]}""")]
    [InlineData("""{"password":"s3cret" """)]
    [InlineData("password=s3cret")]
    public void Secret_is_never_shown_however_it_is_wrapped(string body)
    {
        Assert.DoesNotContain("s3cret", LogText.Of(Encoding.UTF8.GetBytes(body)), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_body_is_cut_between_characters()
    {
        string text = LogText.Of(Encoding.UTF8.GetBytes($$$"""{"a":"{{{new string('字', 2000)}}}"}"""));

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1000, LogText.MaxShown + 4);
        Assert.EndsWith("字…", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_was_full_loses_lines_but_not_the_log()
    {
        File.CreateSymbolicLink(LogPath, "/dev/full");
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        await using RequestLog log = new(new RequestLogOptions { Path = LogPath }, NullLogger<RequestLog>.Instance);
        log.Add(Entry("/lost", new string('x', 2000)));

        File.Delete(LogPath);
        while (!File.Exists(LogPath) || !(await ReadSharedAsync()).Contains("/kept", StringComparison.Ordinal))
        {
            log.Add(Entry("/kept", "{}"));
            await Task.Delay(10, limit.Token);
        }

        Assert.Contains("/kept", await ReadSharedAsync(), StringComparison.Ordinal);
    }

    private async Task<string> ReadSharedAsync()
    {
        await using FileStream file = new(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        return await reader.ReadToEndAsync();
    }

    [Fact]
    public async Task Full_file_is_rotated_and_the_oldest_goes()
    {
        await using (RequestLog log = new(new RequestLogOptions { Path = LogPath, MaxFiles = 3, MaxFileBytes = 500 }, NullLogger<RequestLog>.Instance))
        {
            foreach (int i in Enumerable.Range(0, 100))
            {
                log.Add(Entry($"/call-{i}", "{}"));
            }
        }

        string[] files = [.. Directory.GetFiles(_folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
        Assert.Equal(["api.log", "api.log.1", "api.log.2"], files);
        Assert.Contains("/call-99 ", await File.ReadAllTextAsync(LogPath), StringComparison.Ordinal);
        Assert.All(files, f => Assert.InRange(new FileInfo(Path.Combine(_folder, f)).Length, 1, 1000));
    }

    [Fact]
    public async Task Bodies_of_named_paths_are_left_out()
    {
        await using (RequestLog log = new(new RequestLogOptions { Path = LogPath, WithoutBodies = ["/api/v1/config"] }, NullLogger<RequestLog>.Instance))
        {
            log.Add(Entry("/api/v1/config/create", """{"data":[{"key":"k","value":"s3cret"}]}"""));
        }

        Assert.Contains("request=(not logged) response=(not logged)", await File.ReadAllTextAsync(LogPath), StringComparison.Ordinal);
    }
}
