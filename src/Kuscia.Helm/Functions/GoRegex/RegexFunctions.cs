using System.Text;
using System.Text.RegularExpressions;

namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>Functions on regular expressions; those without "must" take a wrong pattern for one that matches nothing.</summary>
internal static class RegexFunctions
{
    public static IEnumerable<GoFunction> Rows =>
    [
        new("regexMatch", "string,string", static (_, a) => IsMatch((string)a[0]!, (string)a[1]!)),
        new("mustRegexMatch", "string,string", static (_, a) => GoRegexp.Compile((string)a[0]!).IsMatch((string)a[1]!)),
        .. Both("regexFind", "string,string", static (_, a) => GoRegexp.Compile((string)a[0]!).Find((string)a[1]!) ?? ""),
        .. Both("regexFindAll", "string,string,int", static (c, a) => FindAll(c, (string)a[0]!, (string)a[1]!, (nint)a[2]!)),
        .. Both("regexReplaceAll", "string,string,string", static (c, a) => Replace(c, a, false)),
        .. Both("regexReplaceAllLiteral", "string,string,string", static (c, a) => Replace(c, a, true)),
        .. Both("regexSplit", "string,string,int", static (c, a) => Split(c, (string)a[0]!, (string)a[1]!, (nint)a[2]!)),
        new("regexQuoteMeta", "string", static (_, a) => QuoteMeta((string)a[0]!)),
    ];

    private static IEnumerable<GoFunction> Both(string name, string signature, FunctionCode code) =>
        [new(name, signature, code), new("must" + char.ToUpperInvariant(name[0]) + name[1..], signature, code)];

    private static bool IsMatch(string pattern, string text)
    {
        GoRegexp regexp;
        try
        {
            regexp = GoRegexp.Compile(pattern);
        }
        catch (FunctionException)
        {
            // regexMatch answers false for a wrong pattern; the others fail.
            return false;
        }

        return regexp.IsMatch(text);
    }

    private static List<string> FindAll(FunctionContext context, string pattern, string text, long count)
    {
        List<string> found = [];
        foreach (Match match in GoRegexp.Compile(pattern).FindAll(text, count))
        {
            context.Charge(1);
            found.Add(match.Value);
        }

        return found;
    }

    private static string Replace(FunctionContext context, object?[] a, bool literal)
    {
        string text = (string)a[1]!;
        context.Charge(text.Length / 2);
        return GoRegexp.Compile((string)a[0]!).Replace(text, (string)a[2]!, literal);
    }

    private static List<string> Split(FunctionContext context, string pattern, string text, long count)
    {
        context.Charge(text.Length / 16);
        return GoRegexp.Compile(pattern).Split(text, count);
    }

    private static string QuoteMeta(string text)
    {
        StringBuilder output = new(text.Length);
        foreach (char c in text)
        {
            if ("\\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal))
                output.Append('\\');
            output.Append(c);
        }

        return output.ToString();
    }
}
