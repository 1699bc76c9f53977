using System.CommandLine;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Commands;

/// <summary>The flags of <c>helm template</c>.</summary>
internal sealed class TemplateFlags
{
    private readonly Option<string?> _kubeVersion = new("--kube-version") { Description = "Kubernetes version used for Capabilities.KubeVersion" };
    private readonly Option<string[]> _apiVersions = new("--api-versions", "-a") { Description = "Kubernetes api versions used for Capabilities.APIVersions" };
    private readonly Option<bool> _includeCrds = new("--include-crds") { Description = "include CRDs in the templated output" };
    private readonly Option<string[]> _showOnly = new("--show-only", "-s") { Description = "only show manifests rendered from the given templates" };
    private readonly Option<bool> _noHooks = new("--no-hooks") { Description = "leave hooks out" };
    private readonly Option<bool> _skipTests = new("--skip-tests") { Description = "skip tests from templated output" };
    private readonly Option<bool> _isUpgrade = new("--is-upgrade") { Description = "set .Release.IsUpgrade instead of .Release.IsInstall" };
    private readonly Option<bool> _validate = new("--validate") { Description = "validate your manifests against the Kubernetes cluster you are currently pointing at" };
    private readonly Option<string?> _outputFolder = new("--output-dir") { Description = "writes the executed templates to files in output-dir instead of stdout" };
    private readonly Option<bool> _releaseName = new("--release-name") { Description = "use release name in the output-dir path" };

    public void AddTo(Command command) => ApplyFlags.Add(
        command, _kubeVersion, _apiVersions, _includeCrds, _showOnly, _noHooks, _skipTests, _isUpgrade, _validate, _outputFolder, _releaseName);

    public bool IncludesCrds(ParseResult result) => result.GetValue(_includeCrds);

    public bool NoHooks(ParseResult result) => result.GetValue(_noHooks);

    public bool SkipTests(ParseResult result) => result.GetValue(_skipTests);

    public bool IsUpgrade(ParseResult result) => result.GetValue(_isUpgrade);

    public bool Validates(ParseResult result) => result.GetValue(_validate);

    public string[] ShowOnly(ParseResult result) => result.GetValue(_showOnly) ?? [];

    /// <summary>The folder to write to; null for the output.</summary>
    public string? Folder(ParseResult result, string name) =>
        result.GetValue(_outputFolder) is { Length: > 0 } folder ? result.GetValue(_releaseName) ? Path.Combine(folder, name) : folder : null;

    public Capabilities Capabilities(ParseResult result)
    {
        Capabilities usual = Charts.Capabilities.Default;
        string? version = result.GetValue(_kubeVersion);
        return new Capabilities(
            string.IsNullOrEmpty(version) ? usual.KubeVersion : KubernetesVersion.Parse(version),
            [.. usual.ApiVersions, .. (result.GetValue(_apiVersions) ?? []).SelectMany(list => list.Split(','))]);
    }
}
