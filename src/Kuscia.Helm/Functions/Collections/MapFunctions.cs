using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Collections;

/// <summary>Functions on maps. Those that change a map change the one given, as in Go.</summary>
internal static class MapFunctions
{
    public static IEnumerable<GoFunction> Rows =>
    [
        new("dict", "...any", static (_, a) => Dict(a)),
        new("get", "map,string", static (_, a) => Map(a[0]).TryGetValue((string)a[1]!, out object? value) ? value : ""),
        new("set", "map,string,any", static (_, a) => Set(a)),
        new("unset", "map,string", static (_, a) => Unset(a)),
        new("hasKey", "map,string", static (_, a) => Map(a[0]).ContainsKey((string)a[1]!)),
        new("pluck", "string,...map", static (_, a) => Pluck(a)),
        new("keys", "...map", static (_, a) => a.SelectMany(static map => Map(map).Keys).ToList()),
        new("values", "map", static (_, a) => Map(a[0]).Select(static entry => entry.Value).ToList()),
        new("pick", "map,...string", static (_, a) => Choose(a, true)),
        new("omit", "map,...string", static (_, a) => Choose(a, false)),
        new("dig", "...any", static (_, a) => Dig(a)),
        new("merge", "map,...map", static (_, a) => Merging.Merge(a, false)),
        new("mustMerge", "map,...map", static (_, a) => Merging.Merge(a, false)),
        new("mergeOverwrite", "map,...map", static (_, a) => Merging.Merge(a, true)),
        new("mustMergeOverwrite", "map,...map", static (_, a) => Merging.Merge(a, true)),
        new("deepCopy", "any", static (_, a) => DeepCopy(a[0])),
        new("mustDeepCopy", "any", static (_, a) => DeepCopy(a[0])),
    ];

    // A nil map reads as an empty one.
    private static ValueMap Map(object? value) => value as ValueMap ?? [];

    private static ValueMap Dict(object?[] arguments)
    {
        ValueMap map = [];
        for (int i = 0; i < arguments.Length; i += 2)
        {
            map[Conversions.ToText(arguments[i])] = i + 1 < arguments.Length ? arguments[i + 1] : "";
        }
        return map;
    }

    private static ValueMap Set(object?[] arguments)
    {
        ValueMap map = arguments[0] as ValueMap ?? throw new FunctionException("assignment to entry in nil map");
        map[(string)arguments[1]!] = arguments[2];
        return map;
    }

    private static ValueMap? Unset(object?[] arguments)
    {
        (arguments[0] as ValueMap)?.Remove((string)arguments[1]!);
        return arguments[0] as ValueMap;
    }

    private static List<object?> Pluck(object?[] arguments)
    {
        List<object?> found = [];
        foreach (object? map in arguments[1..])
        {
            if (Map(map).TryGetValue((string)arguments[0]!, out object? value))
            {
                found.Add(value);
            }
        }

        return found;
    }

    private static ValueMap Choose(object?[] arguments, bool named)
    {
        HashSet<string> names = [.. arguments[1..].Cast<string>()];
        ValueMap chosen = [];
        foreach (KeyValuePair<string, object?> entry in Map(arguments[0]))
        {
            if (names.Contains(entry.Key) == named)
            {
                chosen[entry.Key] = entry.Value;
            }
        }

        return chosen;
    }

    private static object? Dig(object?[] arguments)
    {
        if (arguments.Length < 3)
        {
            throw new FunctionException("dig needs at least three arguments");
        }
        object? value = arguments[^1];
        string[] keys = Array.ConvertAll(arguments[..^2], static key => key as string ?? throw Mismatch(key, "string"));
        foreach (string key in keys)
        {
            ValueMap map = (value as NilValue)?.Underlying as ValueMap ?? value as ValueMap ?? throw Mismatch(value, "map[string]interface {}");
            if (map.Type != MapType.Interface)
            {
                throw Mismatch(value, "map[string]interface {}");
            }
            if (!map.TryGetValue(key, out value))
            {
                return arguments[^2];
            }
        }

        return value;
    }

    private static FunctionException Mismatch(object? value, string wanted) =>
        new($"interface conversion: interface {{}} is {(value is null ? "nil" : GoValue.TypeName(value))}, not {wanted}");

    private static object? DeepCopy(object? value) =>
        value is null ? throw new FunctionException("reflect: call of reflect.Value.Type on zero Value") : GoValue.DeepCopy(value);
}
