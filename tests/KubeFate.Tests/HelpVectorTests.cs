using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KubeFate.Cli;
using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>Help has the sections, commands and flags of the original, in its order; further ones of our own may stand between.</summary>
public sealed partial class HelpVectorTests : IDisposable
{
    private static readonly Dictionary<string, JsonObject> Pages = JsonNode.Parse(File.ReadAllText(Path.Combine(Scenarios.Folder, "cli.json")))!["help"]!.AsArray()
        .ToDictionary(page => string.Join(' ', page!["args"]!.AsArray().Select(argument => argument!.ToString())), page => page!.AsObject());

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kubefate-help-");

    public static TheoryData<string> Arguments => [.. Pages.Keys.Where(page => page != "help cluster")];

    [Theory]
    [MemberData(nameof(Arguments))]
    public async Task Page_has_what_was_recorded(string arguments)
    {
        string text = await ShowAsync(arguments);

        JsonObject page = Pages[arguments];
        Assert.Equal(Texts(page["sections"]), Section().Matches(text).Select(hit => hit.Groups[1].Value));
        Assert.Equal(Texts(page["usage"]), Usage().Matches(text).Select(hit => hit.Groups[1].Value));
        Assert.Equal(Commands(page), Rows(text, "COMMANDS").Select(row => row.Split("  ")[0]).Where(Commands(page).Contains));
        Assert.Equal(Flags(page), Rows(text, "OPTIONS").Select(Flag).Where(Flags(page).Contains));
    }

    [Fact]
    public async Task Help_of_a_group_is_the_whole_page()
    {
        // The original prints little more than the name here, which is not followed.
        Assert.Equal(await ShowAsync("cluster --help"), await ShowAsync("help cluster"));
    }

    [Fact]
    public void No_page_is_lost() => Assert.Equal(35, Pages.Count);

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string> ShowAsync(string arguments)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "config.yaml"), "");
        using StringWriter output = new(), error = new();
        int exit = await CommandLine.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), new Terminal(output, error, _folder.FullName, static _ => null, TimeProvider.System), CancellationToken.None);
        Assert.Equal(0, exit);
        Assert.Equal("", error.ToString());
        return output.ToString();
    }

    private static List<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(item => item!.ToString())];

    private static List<string> Commands(JsonObject page) => [.. (page["commands"] as JsonArray ?? []).Select(names => string.Join(", ", Texts(names)))];

    private static List<string> Flags(JsonObject page) => [.. (page["flags"] as JsonArray ?? []).Select(flag => $"{flag!["flag"]} | {flag["default"]}")];

    private static string Flag(string row)
    {
        Match match = Option().Match(row);
        return $"{match.Groups[1].Value.TrimEnd()} | {match.Groups[2].Value}";
    }

    private static IEnumerable<string> Rows(string text, string section) =>
        text.Split('\n').SkipWhile(line => !line.EndsWith(section + ":", StringComparison.Ordinal)).Skip(1).TakeWhile(static line => line.Length > 0).Select(static line => line.Trim());

    [GeneratedRegex("^([A-Z ]+):$", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex("^   (kubefate.*\\])$", RegexOptions.Multiline)]
    private static partial Regex Usage();

    [GeneratedRegex("^(--.*?)  .*?(?:\\(default: (.*)\\))?$")]
    private static partial Regex Option();
}
