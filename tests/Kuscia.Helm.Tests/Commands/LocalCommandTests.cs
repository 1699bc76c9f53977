using Kuscia.Helm.Tests.Charts;

namespace Kuscia.Helm.Tests.Commands;

/// <summary>The commands that need no cluster.</summary>
public sealed class LocalCommandTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("helm-");
    private readonly HelmRun _helm = new();

    public LocalCommandTests()
    {
        Write("box/Chart.yaml", "apiVersion: v2\nname: box\nversion: 1.0.0\nicon: https://example.org/i.png\n");
        Write("box/values.yaml", "# the count\nn: 1\n");
        Write("box/README.md", "# Box\n");
        Write("box/crds/c.yaml", "kind: CustomResourceDefinition\n");
        Write("box/templates/a.yaml", "kind: ConfigMap\nmetadata: {name: a}\ndata: {n: '{{ .Values.n }}', r: '{{ .Release.Name }}', ns: '{{ .Release.Namespace }}', v: '{{ .Capabilities.KubeVersion }}'}\n");
        Write("box/templates/sub/b.yaml", "kind: Service\nmetadata: {name: b}\n");
        Write("box/templates/t.yaml", "kind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n");
    }

    private string Box => Path.Combine(_root.FullName, "box");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Template_prints_manifests_in_order_and_hooks_after_them()
    {
        Assert.Equal(0, await _helm.RunAsync("template", Box, "--set", "n=5", "-n", "prod", "--kube-version", "1.25"));

        Assert.Equal(
            "---\n# Source: box/templates/a.yaml\nkind: ConfigMap\nmetadata: {name: a}\ndata: {n: '5', r: 'release-name', ns: 'prod', v: 'v1.25.0'}\n" +
            "---\n# Source: box/templates/sub/b.yaml\nkind: Service\nmetadata: {name: b}\n" +
            "---\n# Source: box/templates/t.yaml\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n",
            _helm.Output);
        Assert.Empty(_helm.Error);
    }

    [Fact]
    public async Task Template_shows_chosen_files_only()
    {
        Assert.Equal(0, await _helm.RunAsync("template", "my", Box, "-s", "templates/sub/*.yaml"));

        Assert.Equal("---\n# Source: box/templates/sub/b.yaml\nkind: Service\nmetadata: {name: b}\n", _helm.Output);

        Assert.Equal(1, await _helm.RunAsync("template", "my", Box, "--show-only", "templates/none.yaml"));

        Assert.Equal("Error: could not find template templates/none.yaml in chart\n", _helm.Error);
    }

    [Fact]
    public async Task Template_includes_definitions_and_leaves_hooks_out_on_request()
    {
        Assert.Equal(0, await _helm.RunAsync("template", "my", Box, "--include-crds", "--no-hooks"));

        Assert.StartsWith("---\n# Source: crds/c.yaml\nkind: CustomResourceDefinition\n", _helm.Output);
        Assert.DoesNotContain("kind: Pod", _helm.Output);
    }

    [Fact]
    public async Task Template_reads_archives_and_values_files()
    {
        string packed = Path.Combine(_root.FullName, "p.tgz");
        File.WriteAllBytes(packed, TestArchive.Chart("p", ("templates/x.yaml", "kind: ConfigMap\ndata: {a: '{{ .Values.a }}', b: '{{ .Values.b }}'}\n")));
        Write("one.yaml", "a: 1\nb: 1\n");
        Write("two.yaml", "b: 2\n");
        string Path2(string name) => Path.Combine(_root.FullName, name);

        Assert.Equal(0, await _helm.RunAsync("template", packed, "-f", $"{Path2("one.yaml")},{Path2("two.yaml")}"));

        Assert.Contains("data: {a: '1', b: '2'}", _helm.Output);
    }

    [Fact]
    public async Task Template_errors_are_worded_as_helm_does()
    {
        Write("box/templates/bad.yaml", "{{ fail \"stop here\" }}");

        Assert.Equal(1, await _helm.RunAsync("template", Box));

        Assert.Equal("Error: execution error at (box/templates/bad.yaml:1:3): stop here\n\nUse --debug flag to render out invalid YAML\n", _helm.Error);
        Assert.Empty(_helm.Output);
    }

    [Theory]
    [InlineData("\"helm template\" requires at least 1 argument\n\nUsage:  helm template [NAME] [CHART] [flags]", "template")]
    [InlineData("\"helm install\" requires at least 1 argument\n\nUsage:  helm install [NAME] [CHART] [flags]", "install")]
    [InlineData("\"helm upgrade\" requires 2 arguments\n\nUsage:  helm upgrade [RELEASE] [CHART] [flags]", "upgrade", "x")]
    [InlineData("\"helm rollback\" requires at least 1 argument\n\nUsage:  helm rollback <RELEASE> [REVISION] [flags]", "rollback")]
    [InlineData("\"helm get values\" requires 1 argument\n\nUsage:  helm get values RELEASE_NAME [flags]", "get", "values")]
    [InlineData("path \"./nothing\" not found", "template", "./nothing")]
    [InlineData("expected at most two arguments, unexpected arguments: c, d", "template", "a", "b", "c", "d")]
    [InlineData("cannot set --generate-name and also specify a name", "template", "a", "b", "--generate-name")]
    [InlineData("invalid kube version 'one': invalid semantic version", "template", "a", "b", "--kube-version", "one")]
    [InlineData("INSTALLATION FAILED: must either provide a name or specify --generate-name", "install", "x")]
    public async Task Wrong_use_is_explained(string expected, params string[] arguments)
    {
        Assert.Equal(1, await _helm.RunAsync(arguments));

        Assert.Equal($"Error: {expected}\n", _helm.Error);
    }

    [Fact]
    public async Task Library_charts_and_missing_dependencies_are_refused()
    {
        Write("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n");
        Write("need/Chart.yaml", "apiVersion: v2\nname: need\nversion: 1.0.0\ndependencies: [{name: gone, version: 1.x}]\n");

        Assert.Equal(1, await _helm.RunAsync("template", Path.Combine(_root.FullName, "lib")));
        Assert.Equal("Error: library charts are not installable\n", _helm.Error);
        Assert.Equal(1, await _helm.RunAsync("template", Path.Combine(_root.FullName, "need")));
        Assert.Equal(
            "Error: An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: " +
            "found in Chart.yaml, but missing in charts/ directory: gone\n",
            _helm.Error);
    }

    [Fact]
    public async Task Show_prints_the_parts()
    {
        Assert.Equal(0, await _helm.RunAsync("show", "chart", Box));
        Assert.Equal("apiVersion: v2\nicon: https://example.org/i.png\nname: box\nversion: 1.0.0\n\n", _helm.Output);
        Assert.Equal(0, await _helm.RunAsync("show", "values", Box));
        Assert.Equal("# the count\nn: 1\n\n", _helm.Output);
        Assert.Equal(0, await _helm.RunAsync("show", "readme", Box));
        Assert.Equal("# Box\n\n", _helm.Output);
        Assert.Equal(0, await _helm.RunAsync("show", "crds", Box));
        Assert.Equal("kind: CustomResourceDefinition\n\n", _helm.Output);
        Assert.Equal(0, await _helm.RunAsync("show", "all", Box));
        Assert.Equal(3, _helm.Output.Split("---\n").Length - 1);
    }

    [Fact]
    public async Task Lint_passes_a_good_chart()
    {
        Assert.Equal(0, await _helm.RunAsync("lint", Box));

        Assert.Equal($"==> Linting {Box}\n\n1 chart(s) linted, 0 chart(s) failed\n", _helm.Output);
    }

    [Fact]
    public async Task Lint_names_what_is_wrong()
    {
        Write("bad/Chart.yaml", "apiVersion: v3\nname: bad\nversion: 1\nappVersion: 2\n");
        Write("bad/values.yaml", "size: x\n");
        Write("bad/values.schema.json", """{"properties":{"size":{"type":"integer"}}}""");
        Write("bad/templates/a.json", "{}");
        Write("bad/templates/b.yaml", " kind: ConfigMap\n");
        string bad = Path.Combine(_root.FullName, "bad");

        Assert.Equal(1, await _helm.RunAsync("lint", bad));

        Assert.StartsWith($"==> Linting {bad}\n", _helm.Output);
        foreach (string finding in new[]
        {
            "[ERROR] Chart.yaml: apiVersion 'v3' is not valid. The value must be either \"v1\" or \"v2\"\n",
            "[ERROR] Chart.yaml: version should be of type string but it's of type float64\n",
            "[ERROR] Chart.yaml: appVersion should be of type string but it's of type float64\n",
            "[INFO] Chart.yaml: icon is recommended\n",
            "[ERROR] values.yaml: - size: Invalid type. Expected: integer, given: string\n",
        })
        {
            Assert.Contains(finding, _helm.Output);
        }

        Assert.Equal("Error: 1 chart(s) linted, 1 chart(s) failed\n", _helm.Error);
    }

    [Fact]
    public async Task Lint_quiet_and_strict_change_what_counts()
    {
        Write("warn/Chart.yaml", "apiVersion: v2\nname: warn\nversion: 1.0.0\nicon: https://example.org/i.png\n");
        Write("warn/values.yaml", "{}");
        Write("warn/templates/a.yaml", "kind: ConfigMap\nmetadata: {name: Bad_Name}\n");
        string warn = Path.Combine(_root.FullName, "warn");

        Assert.Equal(0, await _helm.RunAsync("lint", warn, "--quiet"));
        Assert.Contains("[WARNING] templates/a.yaml: object name does not conform to Kubernetes naming requirements: \"Bad_Name\"", _helm.Output);
        Assert.Equal(1, await _helm.RunAsync("lint", warn, "--strict"));
        Assert.Equal(0, await _helm.RunAsync("lint", Box, "--quiet"));
        Assert.Empty(_helm.Output);
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(_root.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
