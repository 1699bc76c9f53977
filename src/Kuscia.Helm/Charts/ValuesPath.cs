using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Charts;

/// <summary>Finds tables and scalars by dotted paths.</summary>
internal static class ValuesPath
{
    /// <summary>Finds the table at a path; the missing part is named when there is none.</summary>
    public static bool TryTable(ValueMap values, string path, out ValueMap table, out string missing)
    {
        table = values;
        foreach (string part in path.Split('.'))
        {
            if (GoValue.Contents(table[part]) is not ValueMap next)
            {
                missing = part;
                return false;
            }

            table = next;
        }

        missing = "";
        return true;
    }

    /// <summary>Finds a value that is not a table.</summary>
    public static bool TryValue(ValueMap values, string path, out object? value)
    {
        value = null;
        int last = path.LastIndexOf('.');
        ValueMap table = values;
        if (last >= 0 && !TryTable(values, path[..last], out table, out _))
        {
            return false;
        }

        return table.TryGetValue(path[(last + 1)..], out value) && GoValue.Contents(value) is not ValueMap;
    }

    /// <summary>Wraps a table into the tables of a path; a single dot is no path.</summary>
    public static ValueMap Nest(string path, ValueMap inner)
    {
        if (path == ".")
        {
            return inner;
        }

        ValueMap nested = inner;
        foreach (string part in path.Split('.').Reverse())
        {
            nested = new ValueMap { [part] = nested };
        }

        return nested;
    }
}
