using System.Collections;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Collections;

/// <summary>Merging of maps into the first one, as the library mergo 1.0 does it; nested values are shared, not copied.</summary>
internal static class Merging
{
    private const int MaxDepth = 1_000;

    public static object Merge(object?[] maps, bool overwrite)
    {
        if (maps[0] is not ValueMap target)
        {
            return "";
        }
        foreach (object? source in maps[1..])
        {
            if (source is ValueMap map)
            {
                Into(target, map, overwrite, 0);
            }
        }

        return target;
    }

    private static void Into(ValueMap target, ValueMap source, bool overwrite, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FunctionException($"maps are nested deeper than {MaxDepth}");
        }
        if (ReferenceEquals(target, source))
        {
            return;
        }
        if (StackGuard.IsLow)
        {
            StackGuard.OnFreshStack<object?>(() =>
            {
                Into(target, source, overwrite, depth);
                return null;
            });
            return;
        }

        bool targetWasEmpty = target.Count == 0;
        foreach (KeyValuePair<string, object?> entry in source)
        {
            bool present = target.TryGetValue(entry.Key, out object? old);
            if (entry.Value is null)
            {
                if (overwrite)
                {
                    target[entry.Key] = null;
                }
                continue;
            }

            if (GoValue.Contents(entry.Value) is ValueMap nested && GoValue.Contents(old) is ValueMap nestedTarget)
            {
                Into(nestedTarget, nested, overwrite, depth + 1);
            }
            else if (GoValue.Contents(entry.Value) is IList && (overwrite || targetWasEmpty))
            {
                target[entry.Key] = entry.Value;
            }
            // Two maps or two lists are merged already.
            if (present && !Conversions.IsEmpty(old) && IsSameKind(entry.Value, old))
            {
                continue;
            }
            if (overwrite || !present || Conversions.IsEmpty(old))
            {
                target[entry.Key] = entry.Value;
            }
        }
    }

    private static bool IsSameKind(object? left, object? right) =>
        (GoValue.Contents(left), GoValue.Contents(right)) is (ValueMap, ValueMap) or (IList, IList);
}
