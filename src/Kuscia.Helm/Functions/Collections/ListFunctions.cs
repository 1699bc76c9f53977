using System.Collections;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Collections;

/// <summary>Functions on lists; each "must" form does the same as the plain one.</summary>
internal static class ListFunctions
{
    public static IEnumerable<GoFunction> Rows =>
    [
        new("list", "...any", static (_, a) => new List<object?>(a)),
        new("tuple", "...any", static (_, a) => new List<object?>(a)),
        .. Both("first", "any", static (_, a) => Conversions.ToList(a[0], "Cannot find first on type") is { Count: > 0 } list ? list[0] : null),
        .. Both("last", "any", static (_, a) => Conversions.ToList(a[0], "Cannot find last on type") is { Count: > 0 } list ? list[list.Count - 1] : null),
        .. Both("rest", "any", static (_, a) => PartOrNil(Conversions.ToList(a[0], "Cannot find rest on type"), 1, 0)),
        .. Both("initial", "any", static (_, a) => PartOrNil(Conversions.ToList(a[0], "Cannot find initial on type"), 0, 1)),
        .. Both("append", "any,any", static (_, a) => Push(a[0], a[1])),
        .. Both("push", "any,any", static (_, a) => Push(a[0], a[1])),
        .. Both("prepend", "any,any", static (_, a) => Prepend(a[0], a[1])),
        .. Both("reverse", "any", static (_, a) => Reverse(a[0])),
        .. Both("uniq", "any", static (_, a) => Unique(a[0])),
        .. Both("without", "any,...any", static (_, a) => Without(a)),
        .. Both("has", "any,any", static (_, a) => a[1] is not null && Contains(Conversions.ToList(a[1], "Cannot find has on type"), a[0])),
        .. Both("compact", "any", static (_, a) => Compact(a[0])),
        .. Both("slice", "any,...any", static (_, a) => Slice(a)),
        .. Both("chunk", "int,any", static (_, a) => Chunk((nint)a[0]!, a[1])),
        new("concat", "...any", static (_, a) => Concat(a)),
    ];

    private static IEnumerable<GoFunction> Both(string name, string signature, FunctionCode code) =>
        [new(name, signature, code), new("must" + char.ToUpperInvariant(name[0]) + name[1..], signature, code)];

    // Nothing is left of an empty list but nil.
    private static object PartOrNil(IList list, int skipStart, int skipEnd) =>
        list.Count == 0 ? NilValue.List() : Part(list, skipStart, skipEnd);

    private static List<object?> Part(IList list, int skipStart, int skipEnd)
    {
        List<object?> part = [];
        for (int i = skipStart; i < list.Count - skipEnd; i++)
        {
            part.Add(list[i]);
        }
        return part;
    }

    private static List<object?> Push(object? list, object? value)
    {
        List<object?> copy = Part(Conversions.ToList(list, "Cannot push on type"), 0, 0);
        copy.Add(value);
        return copy;
    }

    private static List<object?> Prepend(object? list, object? value) =>
        [value, .. Part(Conversions.ToList(list, "Cannot prepend on type"), 0, 0)];

    private static List<object?> Reverse(object? value)
    {
        List<object?> list = Part(Conversions.ToList(value, "Cannot find reverse on type"), 0, 0);
        list.Reverse();
        return list;
    }

    private static List<object?> Unique(object? value)
    {
        List<object?> unique = [];
        foreach (object? element in Conversions.ToList(value, "Cannot find uniq on type"))
        {
            if (!Contains(unique, element))
            {
                unique.Add(element);
            }
        }

        return unique;
    }

    private static List<object?> Without(object?[] arguments)
    {
        List<object?> kept = [];
        foreach (object? element in Conversions.ToList(arguments[0], "Cannot find without on type"))
        {
            if (!Contains(arguments[1..], element))
            {
                kept.Add(element);
            }
        }

        return kept;
    }

    private static bool Contains(IList list, object? wanted)
    {
        foreach (object? element in list)
        {
            if (GoValue.DeepEquals(element, wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static List<object?> Compact(object? value)
    {
        List<object?> kept = [];
        foreach (object? element in Conversions.ToList(value, "Cannot compact on type"))
        {
            if (!Conversions.IsEmpty(element))
            {
                kept.Add(element);
            }
        }

        return kept;
    }

    private static object? Slice(object?[] arguments)
    {
        IList list = Conversions.ToList(arguments[0], "list should be type of slice or array but");
        if (list.Count == 0)
        {
            return null;
        }
        long start = arguments.Length > 1 ? Conversions.ToInteger(arguments[1]) : 0;
        long end = arguments.Length > 2 ? Conversions.ToInteger(arguments[2]) : list.Count;
        if (start < 0 || end < start || end > list.Count)
        {
            throw new FunctionException("reflect.Value.Slice: slice index out of bounds");
        }
        return list switch
        {
            List<string> texts => texts.GetRange((int)start, (int)(end - start)),
            List<nint> numbers => numbers.GetRange((int)start, (int)(end - start)),
            List<List<object?>> lists => lists.GetRange((int)start, (int)(end - start)),
            byte[] bytes => bytes[(int)start..(int)end],
            _ => Part(list, (int)start, list.Count - (int)end),
        };
    }

    private static List<List<object?>> Chunk(long size, object? value)
    {
        IList list = Conversions.ToList(value, "Cannot chunk type");
        if (size <= 0)
        {
            throw new FunctionException("runtime error: makeslice: len out of range");
        }
        List<List<object?>> chunks = [];
        for (int i = 0; i < list.Count; i++)
        {
            if (i % size == 0)
            {
                chunks.Add([]);
            }
            chunks[^1].Add(list[i]);
        }

        return chunks;
    }

    private static object Concat(object?[] lists)
    {
        List<object?> joined = [];
        foreach (object? value in lists)
        {
            if (value is not null && GoValue.Contents(value) is not IList)
            {
                throw new FunctionException($"Cannot concat type {GoValue.KindName(value)} as list");
            }
            foreach (object? element in Conversions.ToList(value, ""))
            {
                joined.Add(element);
            }
        }

        return joined.Count > 0 ? joined : NilValue.List();
    }
}
