using System.Text.RegularExpressions;
using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>What the original command line printed, sent and ended with, played on ours.</summary>
public sealed class CliVectorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kubefate-cli-");

    public static TheoryData<string> Names => [.. CommandCase.All.Keys];

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public async Task Call_ends_as_recorded(string name)
    {
        CommandCase call = CommandCase.All[name];
        await using RecordedService service = await RecordedService.StartAsync(call.Requests);

        (int exit, string output, string error, string server) = await call.RunAsync(_folder.FullName, service);

        string pattern = Filler.Pattern(Even(call.Output), server, _folder.FullName);
        Assert.True(Regex.IsMatch(Even(output), pattern), $"expected\n{call.Output}\ngot\n{output}\nwith stderr\n{error}");
        Assert.Equal(call.Error, error);
        Assert.Equal(call.Exit, exit);
        Assert.Equal(service.Wanted, service.Asked);
    }

    [Fact]
    public void No_call_is_lost()
    {
        Assert.Equal(214, CommandCase.All.Count);
        Assert.All(CommandCase.Differing, static entry => Assert.Contains(entry.Key, CommandCase.All.Keys));
        Assert.All(CommandCase.Differing, static entry => Assert.NotEmpty(entry.Value!["reason"]!.ToString()));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // The width of an age is not recorded, so blanks at the end of a line do not count.
    private static string Even(string text) => Regex.Replace(text, "[ ]+(?=\n)", "");
}
