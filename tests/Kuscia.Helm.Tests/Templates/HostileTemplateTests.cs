using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates;

namespace Kuscia.Helm.Tests.Templates;

/// <summary>Templates that try to use up time or memory: each is stopped by a limit, or does its work within it.</summary>
public sealed class HostileTemplateTests
{
    // Everything allocated on the way, most of it garbage at once. Without the limits the growing cases ask for terabytes.
    private const long MaxAllocated = 3L << 30;

    private static readonly RenderLimits Limits = RenderLimits.Default with { MaxSteps = 5_000_000, MaxOutput = 5_000_000, MaxTime = TimeSpan.FromSeconds(30) };

    [Theory]
    [InlineData("{{ $s := \"aaaaaaaa\" }}{{ range until 40 }}{{ $s = print $s $s }}{{ end }}")]
    [InlineData("{{ $s := \"aaaaaaaa\" }}{{ range until 40 }}{{ $s = printf \"%s%s\" $s $s }}{{ end }}")]
    [InlineData("{{ $s := \"aaaaaaaa\" }}{{ range until 40 }}{{ $s = cat $s $s }}{{ end }}")]
    [InlineData("{{ $s := \"aaaaaaaa\" }}{{ range until 40 }}{{ $s = list $s $s | join \"\" }}{{ end }}")]
    [InlineData("{{ $s := \"aaaaaaaa\" }}{{ range until 40 }}{{ $s = replace \"a\" \"aa\" $s }}{{ end }}")]
    [InlineData("{{ $s := \"aaaaaaaa\" }}{{ range until 40 }}{{ $s = regexReplaceAll \"a\" $s \"aa\" }}{{ end }}")]
    [InlineData("{{ $s := \"aaaaaaaa\" }}{{ range until 60 }}{{ $s = b64enc $s }}{{ end }}")]
    [InlineData("{{ $s := \"aaaaaaaa\" }}{{ range until 40 }}{{ $s = quote $s }}{{ end }}")]
    [InlineData("{{ $s := \"aaaaaaaa\" }}{{ range until 60 }}{{ $s = toJson $s }}{{ end }}")]
    [InlineData("{{ $s := \"a\\nb\" }}{{ range until 40 }}{{ $s = indent 1000000 $s }}{{ end }}")]
    [InlineData("{{ $l := list 1 }}{{ range until 60 }}{{ $l = list $l $l }}{{ end }}{{ $l | toJson | len }}")]
    [InlineData("{{ $l := list 1 }}{{ range until 60 }}{{ $l = list $l $l }}{{ end }}{{ $l | toYaml | len }}")]
    [InlineData("{{ $l := list 1 }}{{ range until 60 }}{{ $l = list $l $l }}{{ end }}{{ $l | toString | len }}")]
    [InlineData("{{ $l := list 1 }}{{ range until 60 }}{{ $l = list $l $l }}{{ end }}{{ deepCopy $l | len }}")]
    [InlineData("{{ $l := list 1 }}{{ $m := list 1 }}{{ range until 60 }}{{ $l = list $l $l }}{{ $m = list $m $m }}{{ end }}{{ deepEqual $l $m }}")]
    [InlineData("{{ $l := list 1 }}{{ range until 60 }}{{ $l = concat $l $l }}{{ end }}")]
    [InlineData("{{ $d := dict \"a\" 1 }}{{ range until 60 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}{{ $x := merge (dict) $d }}{{ len $x }}")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"self\" $d }}{{ toYaml $d }}")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"self\" $d }}{{ printf \"%v\" $d | len }}")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"self\" $d }}{{ $e := deepCopy $d }}{{ len $e }}")]
    [InlineData("{{ randAlphaNum 2000000000 }}")]
    [InlineData("{{ randBytes 2000000000 }}")]
    [InlineData("{{ untilStep 0 2000000000 1 | len }}")]
    [InlineData("{{ seq 1 2000000000 }}")]
    [InlineData("{{ repeat 2000000000 \"x\" }}")]
    [InlineData("{{ indent 2000000000 \"x\" }}")]
    [InlineData("{{ nindent 2000000000 \"x\" }}")]
    [InlineData("{{ printf \"%999999999d\" 1 }}")]
    [InlineData("{{ printf \"%*d\" 999999999 1 }}")]
    [InlineData("{{ printf \"%.999999999f\" 1.5 }}")]
    [InlineData("{{ printf \"%.*f\" 999999999 1.5 }}")]
    [InlineData("{{ range until 10000 }}{{ printf \"%1000000d\" . }}{{ end }}")]
    [InlineData("{{ range until 10000 }}{{ $x := printf \"%1000000d\" . }}{{ end }}")]
    [InlineData("{{ addf \"1e999999999\" 1 }}")]
    [InlineData("{{ mulf 1e300 1e300 1e300 }}")]
    [InlineData("{{ round 1.5 999999999 }}")]
    [InlineData("{{ wrapWith 1 (repeat 1000 \"ab\") (repeat 100000 \"x \") | len }}")]
    [InlineData("{{ regexMatch \"(a*)*(a*)*(a*)*b\" (repeat 100000 \"a\") }}")]
    [InlineData("{{ regexMatch \"((a{0,100}){0,100}){0,100}\" (repeat 1000 \"a\") }}")]
    [InlineData("{{ regexFindAll \"\" (repeat 1000000 \"a\") -1 | len }}")]
    [InlineData("{{ splitList \"\" (repeat 1000000 \"a\") | len }}")]
    [InlineData("{{ fromYaml \"a: &a [x,x,x,x,x,x,x,x]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e]\\ng: [*f,*f,*f,*f,*f,*f,*f,*f]\" | toJson | len }}")]
    [InlineData("{{ fromJson (repeat 1000000 \"[\") | len }}")]
    [InlineData("{{ fromYaml (repeat 1000000 \"[\") | len }}")]
    [InlineData("{{ fromYaml (repeat 500000 \"- \") | len }}")]
    [InlineData("{{ define \"a\" }}{{ include \"b\" . }}{{ include \"b\" . }}{{ end }}{{ define \"b\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}")]
    [InlineData("{{ tpl (repeat 1000000 \"{{if 1}}\") . }}")]
    [InlineData("{{ tpl (repeat 300000 \"((((\" | printf \"{{ %s\") . }}")]
    [InlineData("{{ htpasswd \"u\" (repeat 1000 \"p\") | len }}")]
    [InlineData("{{ derivePassword 1 \"long\" (repeat 1000000 \"p\") \"u\" \"s\" | len }}")]
    [InlineData("{{ genSignedCert (repeat 100000 \"x\") nil nil 999999999 (genCA \"c\" 1) }}")]
    [InlineData("{{ semverCompare (repeat 100000 \">=1 - 2 \") \"1.0.0\" }}")]
    [InlineData("{{ shuffle (repeat 300000 \"x\") | len }}")]
    [InlineData("{{ sortAlpha (until 300000) | len }}")]
    [InlineData("{{ toString (until 400000) | len }}")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"a\" $d }}{{ $_ := set $d \"b\" $d }}{{ $d }}")]
    [InlineData("{{ $l := list 1 }}{{ range until 60 }}{{ $l = list $l $l }}{{ end }}{{ $l }}")]
    [InlineData("{{ $f := repeat 100000 \"%[1]s\" }}{{ printf $f (repeat 1000000 \"x\") | len }}")]
    [InlineData("{{ regexReplaceAll \"a*\" (repeat 1000000 \"ab\") (repeat 100000 \"$0\") | len }}")]
    [InlineData("{{ chunk 1 (until 400000) | len }}")]
    public void It_ends_within_its_limits(string template)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        Exception? end = Record.Exception(() => Render(template));

        Assert.True(end is null or TemplateException, end?.ToString());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocated);
    }

    private static int Render(string template)
    {
        TemplateSet set = new(FunctionTable.Helm);
        set.Add("t", template);
        ValueMap data = new() { ["Template"] = new ValueMap { ["Name"] = "t", ["BasePath"] = "b" } };
        return set.Render("t", data, RenderOptions.Default with { Limits = Limits }, CancellationToken.None).Length;
    }
}
