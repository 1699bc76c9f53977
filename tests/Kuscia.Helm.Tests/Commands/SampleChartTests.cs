namespace Kuscia.Helm.Tests.Commands;

/// <summary>The sample charts of the documents.</summary>
public sealed class SampleChartTests
{
    private readonly HelmRun _helm = new();

    [Fact]
    public async Task Samples_pass_the_linter()
    {
        Assert.Equal(0, await _helm.RunAsync("lint", Sample("storefront"), Sample("clinic"), "--strict"));

        Assert.EndsWith("2 chart(s) linted, 0 chart(s) failed\n", _helm.Output);
    }

    [Fact]
    public async Task Storefront_renders_with_its_options()
    {
        Assert.Equal(0, await _helm.RunAsync(
            "template", "shop", Sample("storefront"), "--set", "ingress.enabled=true", "--set", "ingress.hosts={shop.example.org}", "--set", "autoscaling.enabled=true"));

        foreach (string kind in new[] { "ConfigMap", "Service", "Deployment", "HorizontalPodAutoscaler", "Ingress", "Pod" })
        {
            Assert.Contains($"\nkind: {kind}\n", _helm.Output);
        }
    }

    [Fact]
    public async Task Clinic_takes_parts_in_and_out()
    {
        Assert.Equal(0, await _helm.RunAsync("template", "north", Sample("clinic")));
        Assert.Contains("parts: \"registry,worker\"", _helm.Output);
        Assert.Contains("database: \"registry:5432\"", _helm.Output);
        Assert.Equal(0, await _helm.RunAsync("template", "north", Sample("clinic"), "--set", "tags.background=false,nightly.enabled=true"));
        Assert.Contains("parts: \"nightly,registry\"", _helm.Output);
    }

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);
}
