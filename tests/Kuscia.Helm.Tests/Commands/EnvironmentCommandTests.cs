namespace Kuscia.Helm.Tests.Commands;

/// <summary>What scripts ask a Helm before they use it.</summary>
public sealed class EnvironmentCommandTests
{
    [Theory]
    [InlineData("version", "version.BuildInfo{Version:\"v3.9.4\", GitCommit:\"\", GitTreeState:\"clean\", GoVersion:\"go1.17.13\"}\n")]
    [InlineData("version --short", "v3.9.4\n")]
    [InlineData("version --client --short", "v3.9.4\n")]
    [InlineData("version -c --short", "v3.9.4\n")]
    [InlineData("version --template={{.Version}}", "v3.9.4")]
    [InlineData("version --template=Version:{{.Version|print}}_{{.GoVersion|len}}", "Version:v3.9.4_9")]
    public async Task Version_is_told(string arguments, string expected)
    {
        HelmRun helm = new();

        int code = await helm.RunAsync(arguments.Split(' '));

        Assert.Equal(("", 0, expected), (helm.Error, code, helm.Output));
    }

    [Theory]
    [InlineData("version --template={{.Foo}}", "template: _:1:2: executing \"_\" at <.Foo>: can't evaluate field Foo in type version.BuildInfo")]
    [InlineData("version --template={{upper.Version}}", "template: _:1: function \"upper\" not defined")]
    [InlineData("version now", "\"helm version\" accepts no arguments\n\nUsage:  helm version [flags]")]
    [InlineData("env A B", "\"helm env\" accepts at most 1 arguments\n\nUsage:  helm env [flags]")]
    public async Task What_is_wrong_is_named(string arguments, string expected)
    {
        HelmRun helm = new();

        int code = await helm.RunAsync(arguments.Split(' '));

        Assert.Equal(($"Error: {expected}\n", 1, ""), (helm.Error, code, helm.Output));
    }

    [Fact]
    public async Task Settings_are_printed_in_order()
    {
        HelmRun helm = new(new() { ["HOME"] = "/home/u" });

        Assert.Equal(0, await helm.RunAsync("env", "-n", "shop"));

        Assert.Equal(
            $"""
            HELM_BIN="{Environment.ProcessPath} helm"
            HELM_BURST_LIMIT="100"
            HELM_CACHE_HOME="/home/u/.cache/helm"
            HELM_CONFIG_HOME="/home/u/.config/helm"
            HELM_DATA_HOME="/home/u/.local/share/helm"
            HELM_DEBUG="false"
            HELM_KUBEAPISERVER=""
            HELM_KUBEASGROUPS=""
            HELM_KUBEASUSER=""
            HELM_KUBECAFILE=""
            HELM_KUBECONTEXT=""
            HELM_KUBEINSECURE_SKIP_TLS_VERIFY="false"
            HELM_KUBETLS_SERVER_NAME=""
            HELM_KUBETOKEN=""
            HELM_MAX_HISTORY="10"
            HELM_NAMESPACE="shop"
            HELM_PLUGINS="/home/u/.local/share/helm/plugins"
            HELM_QPS="0.00"
            HELM_REGISTRY_CONFIG="/home/u/.config/helm/registry/config.json"
            HELM_REPOSITORY_CACHE="/home/u/.cache/helm/repository"
            HELM_REPOSITORY_CONFIG="/home/u/.config/helm/repositories.yaml"

            """,
            helm.Output);
    }

    [Theory]
    [InlineData("HELM_NAMESPACE", "HELM_NAMESPACE", "team", "team")]
    [InlineData("HELM_NAMESPACE", "OTHER", "", "default")]
    [InlineData("HELM_CACHE_HOME", "XDG_CACHE_HOME", "/c", "/c/helm")]
    [InlineData("HELM_REPOSITORY_CACHE", "HELM_CACHE_HOME", "/c", "/c/repository")]
    [InlineData("HELM_MAX_HISTORY", "HELM_MAX_HISTORY", "3", "3")]
    [InlineData("HELM_DEBUG", "HELM_DEBUG", "true", "true")]
    [InlineData("HELM_KUBETOKEN", "HELM_KUBETOKEN", "secret", "")]
    [InlineData("KUBECONFIG", "KUBECONFIG", "/no/such", "/no/such")]
    [InlineData("NO_SUCH", "NO_SUCH", "x", "")]
    public async Task One_setting_is_printed_alone(string asked, string name, string value, string expected)
    {
        HelmRun helm = new(new() { ["HOME"] = "/home/u", [name] = value });

        Assert.Equal(0, await helm.RunAsync("env", asked));

        Assert.Equal(expected + "\n", helm.Output);
    }
}
