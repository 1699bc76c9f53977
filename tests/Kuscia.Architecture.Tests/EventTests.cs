using System.Globalization;
using System.Text.RegularExpressions;

namespace Kuscia.Architecture.Tests;

/// <summary>Operators search and alert by the number of an event: one number, one event, and the number says the project.</summary>
public partial class EventTests
{
    private static readonly Dictionary<string, (int First, int Last)> Ranges = new(StringComparer.Ordinal)
    {
        ["Kuscia.Psi"] = (100, 399),
        ["Kuscia.Storage"] = (1200, 1299),
        ["Kuscia.ApiServer"] = (1300, 1399),
        ["Kuscia.Hosting"] = (1400, 1499),
        ["Kuscia.Client"] = (1500, 1599),
        ["Kuscia.Operations"] = (1600, 1699),
        ["Kuscia.Controllers"] = (2100, 2499),
        ["Kuscia.Interconnection"] = (2500, 2599),
        ["Kuscia.Agent"] = (3000, 3999),
        ["Kuscia.Gateway"] = (4100, 4799),
        ["Kuscia.DataMesh"] = (5200, 5299),
        ["Kuscia.Api"] = (8200, 8299),
        ["KubeFate"] = (9000, 9099),
    };

    [Fact]
    public void No_two_events_have_one_number()
    {
        string[] twice = [.. Events().GroupBy(e => e.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(e => e.File))}")];

        Assert.True(twice.Length == 0, string.Join(Environment.NewLine, twice));
    }

    [Fact]
    public void Number_of_an_event_lies_in_the_range_of_its_project()
    {
        string[] outside = [.. Events().Where(e => !Ranges.TryGetValue(e.File.Split('/')[0], out (int First, int Last) range) || e.Id < range.First || e.Id > range.Last).Select(e => $"{e.Id} in {e.File}")];

        Assert.True(outside.Length == 0, $"{string.Join(", ", outside)}; the ranges stand in {nameof(EventTests)}");
    }

    [Fact]
    public void Every_message_of_a_log_has_a_number()
    {
        int messages = Directory.EnumerateFiles(Repository.Source, "*.cs", SearchOption.AllDirectories).Sum(f => Message().Count(File.ReadAllText(f)));

        Assert.Equal(messages, Events().Count());
    }

    private static IEnumerable<(int Id, string File)> Events() =>
        from file in Directory.EnumerateFiles(Repository.Source, "*.cs", SearchOption.AllDirectories)
        from Match match in Numbered().Matches(File.ReadAllText(file))
        select (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), Path.GetRelativePath(Repository.Source, file));

    [GeneratedRegex(@"\[LoggerMessage\(")]
    private static partial Regex Message();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId = )?([0-9]+)")]
    private static partial Regex Numbered();
}
