using Kuscia.Helm.Functions.GoRegex;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Schemas;

/// <summary>Regular expressions of one schema, in Go's syntax as in Helm, compiled once.</summary>
internal sealed class SchemaPatterns
{
    private readonly Dictionary<string, GoRegexp> _compiled = new(StringComparer.Ordinal);

    public bool IsMatch(string pattern, string text)
    {
        if (!_compiled.TryGetValue(pattern, out GoRegexp? regexp))
        {
            _compiled[pattern] = regexp = Compile(pattern);
        }

        return regexp.IsMatch(text);
    }

    public static bool IsExpression(string pattern)
    {
        try
        {
            Compile(pattern);
            return true;
        }
        catch (SchemaException)
        {
            return false;
        }
    }

    private static GoRegexp Compile(string pattern)
    {
        try
        {
            return GoRegexp.Compile(pattern);
        }
        catch (FunctionException e)
        {
            throw new SchemaException(e.Message, e);
        }
    }
}
