using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates;

namespace Kuscia.Helm.Tests.Functions;

/// <summary>What is nil in Go prints as empty, counts as empty and is null in JSON.</summary>
public sealed class NilValueTests
{
    [Theory]
    [InlineData("initial (list)", "[]interface {}")]
    [InlineData("rest (list)", "[]interface {}")]
    [InlineData("concat (list) (list)", "[]interface {}")]
    [InlineData("fromJsonArray \" null \"", "[]interface {}")]
    [InlineData("regexFindAll \"x\" \"a\" -1", "[]string")]
    [InlineData("regexSplit \"x\" \"a\" 0", "[]string")]
    public void A_list_that_is_nil_is_empty_and_null(string call, string type) =>
        Assert.Equal($"null [] 0 true {type} slice none [1]", Render(
            $"{{{{ {call} | toJson }}}} {{{{ {call} }}}} {{{{ len ({call}) }}}} {{{{ empty ({call}) }}}} {{{{ typeOf ({call}) }}}} {{{{ kindOf ({call}) }}}} {{{{ range {call} }}}}x{{{{ else }}}}none{{{{ end }}}} {{{{ append ({call}) 1 }}}}"));

    [Fact]
    public void A_map_that_is_nil_is_empty_and_null() =>
        Assert.Equal("null map[] 0 true map[string]interface {} false d", Render(
            "{{ $m := fromJson \"null\" }}{{ toJson $m }} {{ $m }} {{ len $m }} {{ empty $m }} {{ typeOf $m }} {{ hasKey $m \"a\" }} {{ dig \"a\" \"d\" $m }}"));

    private static string Render(string template)
    {
        TemplateSet set = new(FunctionTable.Helm);
        set.Add("t", template);
        return set.Render("t", new ValueMap(), RenderOptions.Default, CancellationToken.None);
    }
}
