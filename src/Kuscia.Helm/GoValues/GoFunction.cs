using System.Collections.Frozen;

namespace Kuscia.Helm.GoValues;

/// <summary>The code of a function: arguments have the types of the row, null is nil; a failure is a <see cref="FunctionException"/>.</summary>
public delegate object? FunctionCode(FunctionContext context, object?[] arguments);

/// <summary>A row of the function table: name, parameter types and code.</summary>
public sealed class GoFunction
{
    private static readonly FrozenSet<string> Unfolding = FrozenSet.ToFrozenSet(
    [
        "toJson", "mustToJson", "toPrettyJson", "mustToPrettyJson", "toRawJson", "mustToRawJson", "toYaml", "mustToYaml", "toToml",
        "toString", "toStrings", "print", "println", "printf", "cat", "quote", "squote", "html", "js", "urlquery", "join", "sortAlpha",
        "deepCopy", "mustDeepCopy", "deepEqual", "eq", "ne", "has", "mustHas", "without", "mustWithout", "uniq", "mustUniq",
        "merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite", "fail",
    ], StringComparer.Ordinal);

    private readonly bool _unfolds;

    /// <summary>Creates a row from a signature such as <c>int,string</c> or <c>string,...any</c>.</summary>
    /// <param name="name">The name that templates and error texts use.</param>
    /// <param name="signature">Parameter types, separated by commas: any, value, string, int, uint32, int64, float64, bool, map, values, list, time, certificate; the last may start with three dots (variadic). Empty for none.</param>
    /// <param name="code">What the function does.</param>
    public GoFunction(string name, string signature, FunctionCode code)
    {
        Name = name;
        Code = code;
        _unfolds = Unfolding.Contains(name);
        string[] parts = signature.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        IsVariadic = parts.Length > 0 && parts[^1].StartsWith("...", StringComparison.Ordinal);
        if (IsVariadic)
        {
            parts[^1] = parts[^1][3..];
        }
        Parameters = [.. parts.Select(Parse)];
    }

    /// <summary>The name that templates and error texts use.</summary>
    public string Name { get; }

    /// <summary>The parameter types; of a variadic function the last one is the type of each further argument.</summary>
    public IReadOnlyList<GoParameter> Parameters { get; }

    /// <summary>Whether the last parameter takes any number of arguments.</summary>
    public bool IsVariadic { get; }

    /// <summary>What the function does.</summary>
    public FunctionCode Code { get; }

    /// <summary>Whether the function goes through everything inside its arguments, so that a deep value makes it costly.</summary>
    internal bool Unfolds => _unfolds;

    private static GoParameter Parse(string name) => name switch
    {
        "any" => GoParameter.Any,
        "value" => GoParameter.Value,
        "string" => GoParameter.GoString,
        "int" => GoParameter.GoInt,
        "uint32" => GoParameter.GoUnsigned32,
        "int64" => GoParameter.GoInt64,
        "float64" => GoParameter.GoFloat64,
        "bool" => GoParameter.GoBool,
        "map" => GoParameter.GoMap,
        "values" => GoParameter.Values,
        "list" => GoParameter.GoList,
        "time" => GoParameter.Time,
        "certificate" => GoParameter.Certificate,
        _ => throw new ArgumentException($"'{name}' is no parameter type; use any, value, string, int, uint32, int64, float64, bool, map, values, list, time or certificate", nameof(name)),
    };
}
