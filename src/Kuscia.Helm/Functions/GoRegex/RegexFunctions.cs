using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>Functions on regular expressions; those without "must" take a wrong pattern for one that matches nothing.</summary>
internal static class RegexFunctions
{
    public static IEnumerable<GoFunction> Rows =>
    [
        new("regexMatch", "string,string", static (c, a) => IsMatch(c, (string)a[0]!, (string)a[1]!)),
        new("mustRegexMatch", "string,string", static (c, a) => GoRegexp.Compile((string)a[0]!, c).IsMatch((string)a[1]!, c)),
        .. Both("regexFind", "string,string", static (c, r, a) => r.Find((string)a[1]!, c) ?? ""),
        .. Both("regexFindAll", "string,string,int", static (c, r, a) => FindAll(c, r, (string)a[1]!, (nint)a[2]!)),
        .. Both("regexReplaceAll", "string,string,string", static (c, r, a) => r.Replace((string)a[1]!, (string)a[2]!, false, c)),
        .. Both("regexReplaceAllLiteral", "string,string,string", static (c, r, a) => r.Replace((string)a[1]!, (string)a[2]!, true, c)),
        .. Both("regexSplit", "string,string,int", static (c, r, a) => (nint)a[2]! == 0 ? NilValue.Texts() : r.Split((string)a[1]!, (nint)a[2]!, c)),
        new("regexQuoteMeta", "string", static (_, a) => QuoteMeta((string)a[0]!)),
    ];

    // The plain form panics over a wrong pattern, the "must" form returns the error: the texts differ.
    private static IEnumerable<GoFunction> Both(string name, string signature, Func<FunctionContext, GoRegexp, object?[], object?> code) =>
    [
        new(name, signature, (c, a) => code(c, Required(c, (string)a[0]!), a)),
        new("must" + char.ToUpperInvariant(name[0]) + name[1..], signature, (c, a) => code(c, GoRegexp.Compile((string)a[0]!, c), a)),
    ];

    private static GoRegexp Required(FunctionContext context, string pattern)
    {
        try
        {
            return GoRegexp.Compile(pattern, context);
        }
        catch (FunctionException error)
        {
            string quoted = GoQuote.CanBackquote(pattern) ? $"`{pattern}`" : GoQuote.Quote(pattern);
            throw new FunctionException($"regexp: Compile({quoted}): {error.Message}", error);
        }
    }

    private static bool IsMatch(FunctionContext context, string pattern, string text)
    {
        GoRegexp regexp;
        try
        {
            regexp = GoRegexp.Compile(pattern, context);
        }
        catch (FunctionException)
        {
            // regexMatch answers false for a wrong pattern; the others fail.
            return false;
        }

        return regexp.IsMatch(text, context);
    }

    private static object FindAll(FunctionContext context, GoRegexp regexp, string text, long count)
    {
        List<string> found = [];
        foreach (RegexMatch match in regexp.FindAll(text, count, [], context))
        {
            context.Charge(1);
            found.Add(text[match.Start..match.End]);
        }

        return found.Count > 0 ? found : NilValue.Texts();
    }

    private static string QuoteMeta(string text)
    {
        StringBuilder output = new(text.Length);
        foreach (char c in text)
        {
            if ("\\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal))
            {
                output.Append('\\');
            }
            output.Append(c);
        }

        return output.ToString();
    }
}
