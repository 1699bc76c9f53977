using System.Text.Json;
using Kuscia.Helm.Tests.Vectors;
using Kuscia.Helm.Yaml;
using Xunit.Abstractions;

namespace Kuscia.Helm.Tests.Yaml;

/// <summary>What Helm's reader makes of 3,746 texts, good and bad: taken or refused, the value, and the words of the refusal.</summary>
public sealed class YamlReaderVectorTests(ITestOutputHelper output)
{
    private const string Prefix = "error converting YAML to JSON: ";

    private static readonly IReadOnlyList<ReaderCase> Cases = ReaderCase.Load();

    [Fact]
    public void No_case_is_lost() => Assert.Equal(3_746, Cases.Count);

    [Fact]
    public void Every_text_is_taken_or_refused_as_the_original_does() =>
        AssertNone(Cases.Where(static item => item.Json is null != Read(item.Text).Json is null));

    [Fact]
    public void Every_value_is_that_of_the_original() =>
        AssertNone(Cases.Where(static item => item.Json is { } json && Read(item.Text).Json != json));

    [Fact]
    public void Every_refusal_names_what_the_original_names_in_the_same_line() =>
        AssertNone(Cases.Where(static item => item.Error is { } error && Read(item.Text).Error != Prefix + error));

    private void AssertNone(IEnumerable<ReaderCase> different)
    {
        List<ReaderCase> found = [.. different];
        foreach (ReaderCase item in found)
        {
            output.WriteLine($"{item.Name}: {JsonSerializer.Serialize(item.Text)}\n  expected {item.Json ?? item.Error}\n  actual   {Read(item.Text)}");
        }

        Assert.True(found.Count == 0, $"{found.Count} of {Cases.Count} texts differ; the first is {found.FirstOrDefault()?.Name}");
    }

    private static (string? Json, string? Error) Read(string text)
    {
        try
        {
            return (HelmYaml.YamlToJson(text), null);
        }
        catch (HelmYamlException error)
        {
            return (null, error.Message);
        }
    }
}
