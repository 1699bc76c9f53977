using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates;

namespace Kuscia.Helm.Tests.Vectors;

/// <summary>Renders a recorded case and compares text or error.</summary>
internal static class VectorCheck
{
    public static void Check(VectorCase item, FunctionTable functions, string name, RenderOptions options)
    {
        string? result = null;
        string? error = null;
        try
        {
            result = Render(item, functions, name, options);
        }
        catch (TemplateException failure)
        {
            error = failure.Message;
        }

        if (item.Output is not null)
        {
            Assert.True(error is null, $"expected [{item.Output}] but failed: {error}");
            Assert.True(item.Output == result, $"expected [{item.Output}]\n  actual [{result}]");
        }
        else if (item.Error is not null)
        {
            Assert.True(error is not null, $"expected the failure [{item.Error}] but got [{result}]");
            Assert.True(item.Error == error, $"expected [{item.Error}]\n  actual [{error}]");
        }
        else
        {
            Assert.EndsWith(item.ErrorContains!, error, StringComparison.Ordinal);
        }
    }

    private static string Render(VectorCase item, FunctionTable functions, string name, RenderOptions options)
    {
        TemplateSet set = new(functions, options.HelmErrors);
        foreach (string file in item.Templates.Keys.Order(StringComparer.Ordinal))
        {
            set.Add(file, item.Templates[file]);
        }
        set.Add(name, item.Template);
        object? data = item.Data is { } element ? VectorFile.ToValue(element, item.Whole) : new ValueMap();
        return set.Render(name, data, options, CancellationToken.None);
    }
}
