using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions;

/// <summary>The functions that templates may call, by name. Immutable.</summary>
public sealed partial class FunctionTable
{
    private readonly FrozenDictionary<string, GoFunction> _rows;

    /// <summary>Creates a table; a later row replaces an earlier one of the same name.</summary>
    public FunctionTable(IEnumerable<GoFunction> rows)
    {
        Dictionary<string, GoFunction> byName = new(StringComparer.Ordinal);
        foreach (GoFunction row in rows)
        {
            byName[row.Name] = row;
        }
        _rows = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The rows, in no particular order.</summary>
    public IReadOnlyList<GoFunction> Rows => _rows.Values;

    /// <summary>A table with further rows, which replace those of the same name.</summary>
    public FunctionTable With(params IEnumerable<GoFunction> rows) => new(Rows.Concat(rows));

    /// <summary>Finds a function.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out GoFunction? function) => _rows.TryGetValue(name, out function);
}
