using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates;

namespace Kuscia.Helm.Tests.Templates;

/// <summary>Random input must end in text or in a worded failure: no other exception, no endless run. HELM_FUZZ_ROUNDS makes it longer.</summary>
public sealed class TemplateFuzzTests
{
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("HELM_FUZZ_ROUNDS"), out int rounds) ? rounds : 20_000;

    private static readonly RenderOptions Options = new()
    {
        Limits = RenderLimits.Default with { MaxSteps = 200_000, MaxOutput = 1_000_000, MaxDepth = 200, MaxIncludeDepth = 20, MaxTplDepth = 10 },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_text_renders_or_fails_with_a_message(int seed)
    {
        RandomTemplates templates = new(new Random(seed));

        for (int i = 0; i < Rounds; i++)
        {
            RenderOrFail(templates.Mixed());
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_function_takes_any_arguments_or_fails_with_a_message(int seed)
    {
        RandomTemplates templates = new(new Random(seed));

        for (int i = 0; i < Rounds; i++)
        {
            RenderOrFail(templates.Call());
        }
    }

    private static void RenderOrFail(string template)
    {
        ValueMap data = new()
        {
            ["a"] = "text",
            ["s"] = "s",
            ["m"] = new ValueMap { ["a"] = 1.0, ["b"] = null },
            ["l"] = new List<object?> { 1.0, "x", null },
            ["n"] = new ValueMap { ["x"] = true },
            ["Template"] = new ValueMap { ["Name"] = "case", ["BasePath"] = "t" },
        };
        try
        {
            TemplateSet set = new(FunctionTable.Helm);
            set.Add("case", template);
            set.Render("case", data, Options, CancellationToken.None);
        }
        catch (TemplateException error)
        {
            Assert.NotEmpty(error.Message);
        }
        catch (Exception error)
        {
            Assert.Fail($"{template}\n{error}");
        }
    }
}
