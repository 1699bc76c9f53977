using System.Collections;

namespace Kuscia.Helm.GoValues;

/// <summary>
/// How much work a call is about to do, in steps, counted before it is done. Values may share parts, so a few steps of a
/// template can make a value that unfolds without end when it is printed, copied or compared.
/// </summary>
internal static class WorkEstimate
{
    private const int CharactersPerStep = 16;

    /// <summary>The work of a call; counting stops soon after <paramref name="most"/>.</summary>
    public static long Of(GoFunction function, object?[] arguments, long most)
    {
        long steps = 0;
        foreach (object? argument in arguments)
        {
            steps += argument is string text ? Of(text) / 4
                : function.Unfolds && GoValue.Contents(argument) is ValueMap or IList ? Of(argument, most - steps) : 0;
        }

        return steps;
    }

    /// <summary>The work of unfolding a value; counting stops soon after <paramref name="most"/>.</summary>
    public static long Of(object? value, long most)
    {
        object? contents = GoValue.Contents(value);
        if (contents is not (ValueMap or IList))
        {
            return contents is string text ? Of(text) : 1;
        }
        long steps = 0;
        Stack<object> open = new([contents]);
        while (steps <= most && open.TryPop(out object? next))
        {
            steps += next is ValueMap map ? OfMap(map, open) : OfList((IList)next, open);
        }
        return steps;
    }

    public static long Of(string text) => text.Length / CharactersPerStep;

    private static long OfMap(ValueMap map, Stack<object> open)
    {
        long steps = 1;
        foreach (KeyValuePair<string, object?> entry in map)
        {
            steps += 1 + Of(entry.Key) + OfMember(entry.Value, open);
        }
        return steps;
    }

    private static long OfList(IList list, Stack<object> open)
    {
        if (list is byte[] or List<nint>)
        {
            return list.Count / CharactersPerStep + 1;
        }
        long steps = 1;
        foreach (object? item in list)
        {
            steps += 1 + OfMember(item, open);
        }
        return steps;
    }

    private static long OfMember(object? value, Stack<object> open)
    {
        if (GoValue.Contents(value) is ValueMap or IList)
        {
            open.Push(GoValue.Contents(value)!); // not null: it is a map or a list
        }
        return value is string text ? Of(text) : 0;
    }
}
