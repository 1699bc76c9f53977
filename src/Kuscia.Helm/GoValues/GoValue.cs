using System.Collections;
using System.Numerics;

namespace Kuscia.Helm.GoValues;

/// <summary>
/// How Go values are represented. Every value a template meets is one of:
/// <list type="table">
/// <item><term>nil</term><description>null</description></item>
/// <item><term>string</term><description><see cref="string"/>; a byte that is no valid UTF-8 is the lone unit U+DC80…U+DCFF (see <see cref="GoText"/>)</description></item>
/// <item><term>bool, float64</term><description><see cref="bool"/>, <see cref="double"/> (every number of a values file is a double)</description></item>
/// <item><term>int</term><description><see cref="nint"/> (literals, len, until, int)</description></item>
/// <item><term>int64</term><description><see cref="long"/> (--set, add, int64)</description></item>
/// <item><term>int32, uint8, uint64, float32</term><description><see cref="int"/>, <see cref="byte"/>, <see cref="ulong"/>, <see cref="float"/></description></item>
/// <item><term>complex128</term><description><see cref="Complex"/></description></item>
/// <item><term>map[string]interface {}</term><description><see cref="ValueMap"/></description></item>
/// <item><term>[]interface {}</term><description><see cref="List{T}"/> of object?</description></item>
/// <item><term>[]string, []int, [][]interface {}</term><description><see cref="List{T}"/> of string, nint, List of object?</description></item>
/// <item><term>[]uint8</term><description>array of <see cref="byte"/></description></item>
/// <item><term>structs, time.Time, values with methods</term><description><see cref="IGoObject"/></description></item>
/// </list>
/// </summary>
public static class GoValue
{
    private const int MaxDepth = 1_000;

    /// <summary>The Go type of a value as <c>%T</c> prints it.</summary>
    public static string TypeName(object? value) => value switch
    {
        null => "<nil>",
        string => "string",
        bool => "bool",
        double => "float64",
        nint => "int",
        long => "int64",
        int => "int32",
        byte => "uint8",
        ulong => "uint64",
        nuint => "uint",
        uint => "uint32",
        float => "float32",
        Complex => "complex128",
        ValueMap map => MapTypeName(map.Type),
        List<object?> => "[]interface {}",
        List<string> => "[]string",
        List<nint> => "[]int",
        List<List<object?>> => "[][]interface {}",
        byte[] => "[]uint8",
        IGoObject item => item.TypeName,
        _ => value.GetType().Name,
    };

    /// <summary>The Go kind of a value as <c>kindOf</c> prints it.</summary>
    public static string KindName(object? value) => value switch
    {
        null => "invalid",
        ValueMap => "map",
        IList => "slice",
        IGoObject { Underlying: { } underlying } => KindName(underlying),
        IGoObject item => item.TypeName.StartsWith('*') ? "ptr" : "struct",
        _ => TypeName(value),
    };

    /// <summary>Whether <c>if</c> takes a value for true: not nil, false, 0, "" or an empty collection.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool truth => truth,
        string text => text.Length > 0,
        ValueMap map => map.Count > 0,
        ICollection list => list.Count > 0,
        IGoObject item => item.Underlying is not { } underlying || IsTrue(underlying),
        double number => number != 0,
        float number => number != 0,
        Complex number => number != Complex.Zero,
        _ => !TryInteger(value, out long integer) || integer != 0,
    };

    /// <summary>Copies maps and lists; other values are shared.</summary>
    /// <exception cref="FunctionException">The value is nested too deep, as one that contains itself is.</exception>
    public static object? DeepCopy(object? value) => Copy(value, 0);

    /// <summary>Compares as reflect.DeepEqual does: types and contents must be equal.</summary>
    /// <exception cref="FunctionException">The values are nested too deep, as ones that contain themselves are.</exception>
    public static bool DeepEquals(object? left, object? right) => AreEqual(left, right, 0);

    private static bool AreEqual(object? left, object? right, int depth)
    {
        RequireDepth(depth);
        if (StackGuard.IsLow)
        {
            return StackGuard.OnFreshStack(() => AreEqual(left, right, depth));
        }
        if (ReferenceEquals(left, right))
        {
            return true;
        }
        if (left is null || right is null || left.GetType() != right.GetType())
        {
            return false;
        }
        if (left is ValueMap map)
        {
            return MapsEqual(map, (ValueMap)right, depth);
        }
        if (left is IList list)
        {
            return ListsEqual(list, (IList)right, depth);
        }
        if (left is IGoObject { Underlying: { } content } named && right is IGoObject { Underlying: { } other } otherNamed)
        {
            return named.TypeName == otherNamed.TypeName && AreEqual(content, other, depth + 1);
        }
        return left is double number ? number == (double)right : left.Equals(right);
    }

    /// <summary>Gets the number of an integer of any Go type.</summary>
    internal static bool TryInteger(object? value, out long number)
    {
        switch (value)
        {
            case nint n: number = n; return true;
            case long n: number = n; return true;
            case int n: number = n; return true;
            case byte n: number = n; return true;
            case uint n: number = n; return true;
            case ulong n: number = unchecked((long)n); return true;
            case nuint n: number = unchecked((long)n); return true;
            default: number = 0; return false;
        }
    }

    /// <summary>A number in the integer type of another one.</summary>
    internal static object SameInteger(object example, long number) => example switch
    {
        long => number,
        int => (int)number,
        byte => (byte)number,
        uint => (uint)number,
        ulong => (ulong)number,
        nuint => (nuint)number,
        _ => (nint)number,
    };

    /// <summary>Reaches the map or list inside an object that is one.</summary>
    internal static object? Contents(object? value) => value is IGoObject { Underlying: { } underlying } ? underlying : value;

    private static string MapTypeName(MapType type) => type switch
    {
        MapType.Text => "map[string]string",
        MapType.Any => "map[interface {}]interface {}",
        MapType.Bytes => "map[string][]uint8",
        _ => "map[string]interface {}",
    };

    private static object? Copy(object? value, int depth)
    {
        RequireDepth(depth);
        if (StackGuard.IsLow)
        {
            return StackGuard.OnFreshStack(() => Copy(value, depth));
        }
        return value switch
        {
            ValueMap map => CopyMap(map, depth),
            List<object?> list => list.ConvertAll(item => Copy(item, depth + 1)),
            List<List<object?>> lists => lists.ConvertAll(list => list.ConvertAll(item => Copy(item, depth + 2))),
            List<string> list => new List<string>(list),
            List<nint> list => new List<nint>(list),
            byte[] bytes => bytes.Clone(),
            IGoObject item => item.DeepCopy(content => Copy(content, depth + 1)),
            _ => value,
        };
    }

    private static void RequireDepth(int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FunctionException($"values are nested deeper than {MaxDepth}; does one contain itself?");
        }
    }

    private static ValueMap CopyMap(ValueMap map, int depth)
    {
        ValueMap copy = new(map.Type);
        foreach (string key in map.SortedKeys())
        {
            copy[key] = Copy(map[key], depth + 1);
        }
        return copy;
    }

    private static bool MapsEqual(ValueMap left, ValueMap right, int depth)
    {
        if (left.Type != right.Type || left.Count != right.Count)
        {
            return false;
        }
        foreach (string key in left.SortedKeys())
        {
            if (!right.TryGetValue(key, out object? other) || !AreEqual(left[key], other, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ListsEqual(IList left, IList right, int depth)
    {
        if (left.Count != right.Count)
        {
            return false;
        }
        for (int i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i], right[i], depth + 1))
            {
                return false;
            }
        }

        return true;
    }
}
