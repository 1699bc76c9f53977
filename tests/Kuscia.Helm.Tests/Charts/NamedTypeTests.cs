using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Releases;
using Kuscia.Helm.Templates;
using Kuscia.Helm.Values;

namespace Kuscia.Helm.Tests.Charts;

/// <summary>The root of a template, .Values and .Template are maps of a named type: functions on maps take them, type assertions do not.</summary>
public sealed class NamedTypeTests
{
    [Theory]
    [InlineData("{{ hasKey .Values \"k\" }} {{ hasKey .Values \"z\" }}", "true false")]
    [InlineData("{{ get .Values \"k\" }}{{ get .Values \"z\" }}", "v")]
    [InlineData("{{ $_ := set .Values \"z\" 1 }}{{ .Values.z }} {{ get .Values \"z\" }}", "1 1")]
    [InlineData("{{ typeOf (set .Values \"z\" 1) }}", "map[string]interface {}")]
    [InlineData("{{ $_ := unset .Values \"k\" }}{{ .Values.k }}{{ keys .Values | sortAlpha }}", "[l m]")]
    [InlineData("{{ pick .Values \"k\" | toJson }} {{ omit .Values \"m\" \"l\" | toJson }}", "{\"k\":\"v\"} {\"k\":\"v\"}")]
    [InlineData("{{ keys .Values (dict \"z\" 1) | sortAlpha }} {{ values .Values | len }}", "[k l m z] 3")]
    [InlineData("{{ pluck \"k\" .Values (dict \"k\" 1) .Template | toJson }}", "[\"v\",1]")]
    [InlineData("{{ merge (dict \"k\" 0) .Values | toJson }}", "{\"k\":\"v\",\"l\":[1],\"m\":{\"a\":1}}")]
    [InlineData("{{ (merge .Values (dict \"n\" 1)).n }} {{ .Values.n }}", "1 1")]
    [InlineData("{{ (mustMerge .Values (dict \"n\" 1)).n }}", "1")]
    [InlineData("{{ mergeOverwrite (dict \"k\" 0 \"x\" 1) .Values | toJson }}", "{\"k\":\"v\",\"l\":[1],\"m\":{\"a\":1},\"x\":1}")]
    [InlineData("{{ (mustMergeOverwrite .Values (dict \"k\" 2)).k }} {{ .Values.k }}", "2 2")]
    [InlineData("{{ merge (dict \"in\" (dict \"a\" 1)) (dict \"in\" .Values) | toJson }}", "{\"in\":{\"a\":1,\"k\":\"v\",\"l\":[1],\"m\":{\"a\":1}}}")]
    [InlineData("{{ hasKey . \"Values\" }} {{ keys . | sortAlpha }}", "true [Capabilities Chart Files Release Subcharts Template Values]")]
    [InlineData("{{ (set . \"extra\" 1).extra }} {{ .extra }}", "1 1")]
    [InlineData("{{ get .Template \"Name\" }}", "app/templates/t.yaml")]
    [InlineData("{{ with .Values }}{{ hasKey . \"k\" }}{{ end }}{{ $v := .Values }}{{ hasKey $v \"k\" }}", "truetrue")]
    [InlineData("{{ dict \"a\" .Values | toJson }}", "{\"a\":{\"k\":\"v\",\"l\":[1],\"m\":{\"a\":1}}}")]
    [InlineData("{{ deepCopy .Values | typeOf }} {{ deepCopy .Values | toJson }}", "chartutil.Values {\"k\":\"v\",\"l\":[1],\"m\":{\"a\":1}}")]
    [InlineData("{{ $c := deepCopy .Values }}{{ $_ := set $c.m \"a\" 2 }}{{ .Values.m.a }}", "1")]
    [InlineData("{{ deepEqual .Values (deepCopy .Values) }} {{ deepEqual .Values (merge (dict) .Values) }}", "true false")]
    [InlineData("{{ has .Values (list 1 .Values) }} {{ empty .Values }} {{ len .Values }} {{ index .Values \"m\" \"a\" }}", "true false 3 1")]
    [InlineData("{{ range $k, $v := .Values }}{{ $k }} {{ end }}", "k l m ")]
    [InlineData("{{ typeOf . }} {{ kindOf . }} {{ typeOf $ }} {{ printf \"%T\" . }}", "chartutil.Values map chartutil.Values chartutil.Values")]
    [InlineData("{{ typeOf .Values }} {{ kindOf .Values }} {{ typeIs \"chartutil.Values\" .Values }} {{ kindIs \"map\" .Values }}", "chartutil.Values map true true")]
    [InlineData("{{ typeIs \"map[string]interface {}\" .Values }} {{ typeIsLike \"chartutil.Values\" .Values }}", "false true")]
    [InlineData("{{ typeOf .Values.m }} {{ typeOf .Values.l }}", "map[string]interface {} []interface {}")]
    [InlineData("{{ typeOf .Template }} {{ kindOf .Template }} {{ typeOf .Template.Name }}", "chartutil.Values map string")]
    [InlineData("{{ typeOf .Release }} {{ kindOf .Release }} {{ typeOf .Release.Revision }} {{ typeOf .Release.IsInstall }}", "map[string]interface {} map int bool")]
    [InlineData("{{ typeOf .Chart }} {{ kindOf .Chart }} {{ typeOf .Chart.Metadata }} {{ kindOf .Chart.Metadata }}", "struct { chart.Metadata; IsRoot bool } struct chart.Metadata struct")]
    [InlineData("{{ typeOf .Chart.Maintainers }} {{ typeOf (first .Chart.Maintainers) }} {{ kindOf (first .Chart.Maintainers) }}", "[]*chart.Maintainer *chart.Maintainer ptr")]
    [InlineData("{{ typeOf .Chart.Dependencies }} {{ kindOf .Chart.Dependencies }} {{ typeOf .Chart.Keywords }} {{ typeOf .Chart.Annotations }}", "[]*chart.Dependency slice []string map[string]string")]
    [InlineData("{{ .Chart.Dependencies | toJson }} {{ .Chart.Keywords | toJson }} {{ .Chart.Annotations | toJson }} {{ .Chart.Maintainers | toJson }}", "null null null [{\"name\":\"m\"}]")]
    [InlineData("{{ typeOf .Capabilities }} {{ kindOf .Capabilities }} {{ typeOf .Capabilities.KubeVersion }} {{ kindOf .Capabilities.KubeVersion }}", "*chartutil.Capabilities ptr chartutil.KubeVersion struct")]
    [InlineData("{{ typeOf .Capabilities.APIVersions }} {{ kindOf .Capabilities.APIVersions }} {{ typeOf .Capabilities.HelmVersion }} {{ kindOf .Capabilities.HelmVersion }}", "chartutil.VersionSet slice version.BuildInfo struct")]
    [InlineData("{{ .Capabilities.KubeVersion }} {{ printf \"%s\" .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion | toString }}", "v1.30.0 {v1.30.0 1 30} {v1.30.0 1 30}")]
    [InlineData("{{ typeOf .Files }} {{ kindOf .Files }} {{ typeOf (.Files.Get \"x\") }} {{ typeOf (.Files.GetBytes \"x\") }}", "engine.files map string []uint8")]
    [InlineData("{{ typeOf .Subcharts }} {{ kindOf .Subcharts }}", "map[string]interface {} map")]
    [InlineData("{{ printf \"%#v\" (pick .Template \"BasePath\") }} {{ printf \"%#v\" .Template }}", "map[string]interface {}{\"BasePath\":\"app/templates\"} chartutil.Values{\"BasePath\":\"app/templates\", \"Name\":\"app/templates/t.yaml\"}")]
    [InlineData("{{ define \"d\" }}{{ typeOf . }}{{ end }}{{ include \"d\" . }} {{ include \"d\" .Values }} {{ include \"d\" .Values.m }}", "chartutil.Values chartutil.Values map[string]interface {}")]
    [InlineData("{{ tpl \"{{ typeOf . }} {{ .Values.k }}\" . }}", "chartutil.Values v")]
    [InlineData("{{ .Values.AsMap | typeOf }} {{ (.Values.Table \"m\").a }} {{ typeOf (.Values.Table \"m\") }} {{ .Values.PathValue \"m.a\" }}", "map[string]interface {} 1 chartutil.Values 1")]
    [InlineData("{{ .Values.YAML }}", "k: v\nl:\n- 1\nm:\n  a: 1\n")]
    public void It_gives_what_Helm_gives(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{ dig \"m\" \"a\" \"x\" .Values }}", "error calling dig: interface conversion: interface {} is chartutil.Values, not map[string]interface {}")]
    [InlineData("{{ dig \"v\" \"k\" \"x\" (dict \"v\" .Values) }}", "error calling dig: interface conversion: interface {} is chartutil.Values, not map[string]interface {}")]
    [InlineData("{{ hasKey .Files \"a\" }}", "wrong type for value; expected map[string]interface {}; got engine.files")]
    [InlineData("{{ hasKey .Chart.Annotations \"k\" }}", "wrong type for value; expected map[string]interface {}; got map[string]string")]
    [InlineData("{{ keys .Capabilities }}", "wrong type for value; expected map[string]interface {}; got *chartutil.Capabilities")]
    [InlineData("{{ .Values.Table \"k\" }}", "error calling Table: \"k\" is not a table")]
    [InlineData("{{ .Values.PathValue \"m\" }}", "error calling PathValue: \"m\" is not a value")]
    [InlineData("{{ range .Chart.Maintainers }}{{ .Phone }}{{ end }}", "can't evaluate field Phone in type *chart.Maintainer")]
    public void It_fails_as_Helm_does(string template, string expected) =>
        Assert.Contains(expected, Assert.Throws<TemplateException>(() => Render(template)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ $d := dict \"a\" 1 }}{{ range until 60 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}{{ $_ := set .Values \"d\" $d }}{{ toYaml .Values | len }}")]
    [InlineData("{{ $d := dict \"a\" 1 }}{{ range until 60 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}{{ $_ := set .Values \"d\" $d }}{{ .Values.YAML | len }}")]
    [InlineData("{{ $d := dict \"a\" 1 }}{{ range until 60 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}{{ $_ := set .Values \"d\" $d }}{{ .Values }}")]
    [InlineData("{{ $d := dict \"a\" 1 }}{{ range until 60 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}{{ $_ := set .Values \"d\" $d }}{{ toJson (list .) | len }}")]
    [InlineData("{{ $_ := set .Values \"d\" .Values }}{{ deepCopy .Values | len }}")]
    public void What_hides_in_a_named_map_counts_against_the_limits(string template) =>
        Assert.Throws<TemplateException>(() => Render(template));

    private static string Render(string template)
    {
        Chart chart = new ChartLoader().LoadFiles(
        [
            new ChartFile("Chart.yaml", "apiVersion: v2\nname: app\nversion: 0.1.0\nmaintainers: [{name: m}]\n"u8.ToArray()),
            new ChartFile("values.yaml", "k: v\nm: {a: 1}\nl: [1]\n"u8.ToArray()),
            new ChartFile("templates/t.yaml", System.Text.Encoding.UTF8.GetBytes(template)),
        ]);
        ValueMap values = new ValuesCoalescer(static _ => { }).Coalesce(chart, []);
        Capabilities capabilities = new(KubernetesVersion.Parse("v1.30.0"), ["v1"]);
        RenderOptions options = RenderOptions.Default with { Limits = RenderLimits.Default with { MaxSteps = 2_000_000 } };
        return ChartTemplates.Collect(chart, values, new ReleaseScope("rel", "ns", 1, false), capabilities).Render(options, CancellationToken.None)["app/templates/t.yaml"];
    }
}
