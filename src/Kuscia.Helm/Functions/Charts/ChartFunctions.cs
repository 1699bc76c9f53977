using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Charts;

/// <summary>The functions that Helm adds.</summary>
internal static class ChartFunctions
{
    public static IEnumerable<GoFunction> Rows =>
    [
        new("include", "string,any", static (c, a) => c.Include((string)a[0]!, a[1])),
        new("tpl", "string,any", static (c, a) => c.Tpl((string)a[0]!, a[1])),
        new("required", "string,any", static (c, a) => Required(c, (string)a[0]!, a[1])),
        new("fail", "string", static (c, a) => Fail(c, (string)a[0]!)),
        new("lookup", "string,string,string,string", static (c, a) => Lookup(c, a)),
    ];

    private static object? Required(FunctionContext context, string message, object? value)
    {
        if (value is not null and not "")
        {
            return value;
        }
        if (context.Options.LintMode)
        {
            context.Options.LintMessage?.Invoke(message);
            return "";
        }

        throw new FunctionException(HelmErrorText.Wrap(message));
    }

    private static string Fail(FunctionContext context, string message)
    {
        if (!context.Options.LintMode)
        {
            throw new FunctionException(HelmErrorText.Wrap(message));
        }
        context.Options.LintMessage?.Invoke(message);
        return "";
    }

    private static ValueMap Lookup(FunctionContext context, object?[] a) =>
        context.Options.Lookup?.Lookup((string)a[0]!, (string)a[1]!, (string)a[2]!, (string)a[3]!) ?? [];
}
