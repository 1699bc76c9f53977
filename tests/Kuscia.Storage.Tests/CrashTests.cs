using System.Diagnostics;
using System.Globalization;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests;

/// <summary>A writing process is killed in the middle; what it had acknowledged must be there.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Acknowledged_writes_survive_kill_9()
    {
        using LogFolder folder = new();
        ProcessStartInfo start = new(Environment.ProcessPath is string host && Path.GetFileName(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { "exec", typeof(CrashTests).Assembly.Location, folder.File },
        };
        using Process writer = Process.Start(start)!;
        long acknowledged = -1;
        while (acknowledged < 300 && await writer.StandardOutput.ReadLineAsync() is string line)
        {
            acknowledged = long.Parse(line, CultureInfo.InvariantCulture);
        }

        writer.Kill();
        string rest = await writer.StandardOutput.ReadToEndAsync();
        await writer.WaitForExitAsync();
        string[] complete = rest.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        acknowledged = rest.EndsWith('\n') && complete.Length > 0 ? long.Parse(complete[^1], CultureInfo.InvariantCulture) : acknowledged;

        await using RevisionLog log = await folder.OpenAsync();
        LogPage page = await log.ListAsync(new LogQuery("/registry/crash/"), CancellationToken.None);

        Assert.True(acknowledged >= 300, $"the writer stopped after {acknowledged} writes");
        Assert.True(page.Entries.Count > acknowledged, $"{acknowledged + 1} writes were acknowledged, {page.Entries.Count} are there");
    }
}
