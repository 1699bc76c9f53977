using FsCheck;
using FsCheck.Fluent;
using Kuscia.Helm.Functions;
using Kuscia.Helm.Templates.Parsing;

namespace Kuscia.Helm.Tests.Templates;

/// <summary>Laws of the parser.</summary>
public sealed class TemplatePropertyTests
{
    private static readonly Arbitrary<string> Templates = Gen.Choose(0, int.MaxValue - 1)
        .Select(seed => new RandomTemplates(new Random(seed)))
        .Select(source => string.Concat(Enumerable.Range(0, 4).Select(i => i % 2 == 0 ? source.Mixed() : source.Call())))
        .ToArbitrary();

    [Fact]
    public void Printing_a_parsed_template_and_parsing_it_again_gives_the_same_template()
    {
        int parsed = 0;
        Prop.ForAll(Templates, text =>
        {
            if (TryPrint(text) is not { } printed)
            {
                return true;
            }
            parsed++;
            return TryPrint(printed) == printed;
        }).Check(Config.QuickThrowOnFailure.WithReplay(14843060134807314082UL, 8382866849807001691UL).WithMaxTest(3_000));

        Assert.True(parsed > 100, $"only {parsed} of the random templates were valid");
    }

    private static string? TryPrint(string text)
    {
        try
        {
            ParsedFile file = TemplateParser.Parse("case", text, FunctionTable.Helm);
            return string.Concat(file.Definitions.Select(Print));
        }
        catch (TemplateSyntaxException)
        {
            return null;
        }
    }

    private static string Print(Definition definition) =>
        definition.Name == "case" ? definition.Body.ToString() : $"{{{{define \"{definition.Name}\"}}}}{definition.Body}{{{{end}}}}";
}
