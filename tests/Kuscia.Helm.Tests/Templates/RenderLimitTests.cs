using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates;

namespace Kuscia.Helm.Tests.Templates;

/// <summary>Limits, cancellation and the hooks that the caller of a rendering has.</summary>
public sealed class RenderLimitTests
{
    [Theory]
    [InlineData("{{ range until 100000000 }}{{ end }}", "rendering stopped: more than 1000000 steps")]
    [InlineData("{{ repeat 10000000 \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" }}", "rendering stopped: a text of more than 16777216 characters")]
    [InlineData("{{ range until 5000 }}{{ repeat 1000 \"x\" }}{{ end }}", "rendering stopped: more than 1000000 characters of output")]
    [InlineData("{{ define \"r\" }}{{ template \"r\" . }}{{ end }}{{ template \"r\" . }}", "exceeded maximum template depth (20000)")]
    [InlineData("{{ tpl .t . }}", "rendering stopped: tpl calls itself more than 200 times")]
    public void A_template_that_passes_a_limit_is_stopped(string template, string expected)
    {
        RenderOptions options = new() { Limits = RenderLimits.Default with { MaxSteps = 1_000_000, MaxOutput = 1_000_000 } };

        TemplateException error = Assert.Throws<TemplateException>(() => Render(template, options));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rendering_stops_when_the_caller_gives_up()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        TemplateSet set = new(FunctionTable.Helm);
        set.Add("t", "{{ range until 100000 }}x{{ end }}");

        Assert.Throws<OperationCanceledException>(() => set.Render("t", null, RenderOptions.Default, source.Token));
    }

    [Fact]
    public void Strict_mode_fails_on_a_missing_key()
    {
        TemplateException error = Assert.Throws<TemplateException>(() => Render("{{ .nope }}", new RenderOptions { MissingKey = MissingKey.Error }));

        Assert.Equal("template: t:1:3: executing \"t\" at <.nope>: map has no entry for key \"nope\"", error.Message);
    }

    [Fact]
    public void Lint_mode_records_what_required_and_fail_complain_about()
    {
        List<string> messages = [];

        string result = Render("[{{ required \"need x\" .x }}{{ fail \"bad\" }}]", new RenderOptions { LintMode = true, LintMessage = messages.Add });

        Assert.Equal("[]", result);
        Assert.Equal(["need x", "bad"], messages);
    }

    [Fact]
    public void Lookup_asks_the_source_of_the_caller()
    {
        string result = Render("{{ (lookup \"v1\" \"Secret\" \"ns\" \"db\").kind }}", new RenderOptions { Lookup = new OneKind() });

        Assert.Equal("v1/Secret/ns/db", result);
    }

    [Fact]
    public void Fields_and_methods_of_objects_are_reached_and_their_absence_is_worded_as_in_go()
    {
        ValueMap data = new() { ["o"] = new Sample() };

        Assert.Equal("web 3 true", Render("{{ .o.Name }} {{ .o.Add 1 2 }} {{ .o.Has \"x\" }}", RenderOptions.Default, data));
        TemplateException error = Assert.Throws<TemplateException>(() => Render("{{ .o.Nope }}", RenderOptions.Default, data));
        Assert.Equal("template: t:1:5: executing \"t\" at <.o.Nope>: can't evaluate field Nope in type interface {}", error.Message);
    }

    private static string Render(string template, RenderOptions options, ValueMap? data = null)
    {
        TemplateSet set = new(FunctionTable.Helm);
        set.Add("t", template);
        data ??= new ValueMap { ["t"] = "{{ tpl .t . }}", ["Template"] = new ValueMap { ["Name"] = "t", ["BasePath"] = "b" } };
        return set.Render("t", data, options, CancellationToken.None);
    }

    private sealed class OneKind : ILookupSource
    {
        public ValueMap Lookup(string apiVersion, string kind, string ns, string name) => new() { ["kind"] = $"{apiVersion}/{kind}/{ns}/{name}" };
    }

    private sealed class Sample : IGoObject
    {
        public string TypeName => "*test.Sample";

        public bool TryGetField(string name, out object? value)
        {
            value = name == "Name" ? "web" : null;
            return value is not null;
        }

        public GoFunction? FindMethod(string name) => name switch
        {
            "Add" => new GoFunction(name, "int,int", (_, a) => (nint)a[0]! + (nint)a[1]!),
            "Has" => new GoFunction(name, "string", (_, a) => (string)a[0]! == "x"),
            _ => null,
        };
    }
}
