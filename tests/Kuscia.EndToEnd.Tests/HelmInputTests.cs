using System.Text;

namespace Kuscia.EndToEnd.Tests;

/// <summary>Values that come over standard input, as scripts pipe them.</summary>
public sealed class HelmInputTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kuscia-e2e-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public async Task Values_are_read_from_standard_input(string encoding)
    {
        string values = Path.Combine(_folder.FullName, "values.yaml");
        await File.WriteAllTextAsync(values, "replicas: 7\n", Encoding.GetEncoding(encoding));
        string chart = Path.Combine(KusciaProgram.Repository, "samples/charts/storefront");

        (int code, string output, string error) = await KusciaProgram.RunAsync(
            KusciaProgram.Start("/bin/sh", "-c", $"kuscia helm template demo '{chart}' -f - < '{values}'"), TimeSpan.FromSeconds(60));

        Assert.True(code == 0, error);
        Assert.Contains("replicas: 7", output, StringComparison.Ordinal);
    }
}
