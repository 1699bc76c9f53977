using System.Collections;
using System.Numerics;

namespace Kuscia.Helm.GoValues;

/// <summary>Comparison with Go's typing rules: only values of one basic kind compare.</summary>
internal static class Comparison
{
    private const string Incompatible = "incompatible types for comparison";
    private const string Invalid = "invalid type for comparison";

    private enum Kind : byte
    {
        None,
        Bool,
        Complex,
        Float,
        Int,
        Text,
        Unsigned,
    }

    /// <summary>Whether the first value equals any of the others.</summary>
    public static bool Equal(object?[] values)
    {
        object? left = values[0];
        if (values.Length == 1)
        {
            throw new FunctionException("missing argument for comparison");
        }
        Kind kind = KindOf(left);
        for (int i = 1; i < values.Length; i++)
        {
            object? right = values[i];
            if (KindOf(right) != kind)
            {
                if (EqualMixed(left, right, kind, KindOf(right)))
                {
                    return true;
                }
            }
            else if (EqualSame(left, right, kind))
            {
                return true;
            }
        }

        return false;
    }

    public static bool Less(object? left, object? right)
    {
        Kind kind = KindOf(left);
        Kind other = KindOf(right);
        if (kind == Kind.None || other == Kind.None)
        {
            throw new FunctionException(Invalid);
        }
        if (kind != other)
        {
            if (kind == Kind.Int && other == Kind.Unsigned)
            {
                return Signed(left) < 0 || Unsigned(left) < Unsigned(right);
            }
            if (kind == Kind.Unsigned && other == Kind.Int)
            {
                return Signed(right) >= 0 && Unsigned(left) < Unsigned(right);
            }
            throw new FunctionException(Incompatible);
        }

        return kind switch
        {
            Kind.Float => Real(left) < Real(right),
            Kind.Int => Signed(left) < Signed(right),
            Kind.Unsigned => Unsigned(left) < Unsigned(right),
            Kind.Text => CodePointComparer.Instance.Compare((string?)left, (string?)right) < 0,
            _ => throw new FunctionException(Invalid),
        };
    }

    // Integers compare whatever their signs; nil is simply different; everything else does not compare.
    private static bool EqualMixed(object? left, object? right, Kind kind, Kind other)
    {
        if (kind == Kind.Int && other == Kind.Unsigned)
        {
            return Signed(left) >= 0 && Unsigned(left) == Unsigned(right);
        }
        if (kind == Kind.Unsigned && other == Kind.Int)
        {
            return Signed(right) >= 0 && Unsigned(left) == Unsigned(right);
        }
        if (left is not null && right is not null)
        {
            throw new FunctionException($"{Incompatible}: {GoValue.TypeName(left)} and {GoValue.TypeName(right)}");
        }
        return false;
    }

    private static bool EqualSame(object? left, object? right, Kind kind)
    {
        switch (kind)
        {
            case Kind.Bool:
                return (bool?)left == (bool?)right;
            case Kind.Complex:
                return left is Complex a && right is Complex b && a == b;
            case Kind.Float:
                return Real(left) == Real(right);
            case Kind.Int or Kind.Unsigned:
                return Signed(left) == Signed(right);
            case Kind.Text:
                return string.Equals((string?)left, (string?)right, StringComparison.Ordinal);
        }

        if (left is null || right is null)
        {
            return left is null && right is null;
        }
        RequireComparable(right);
        return left.Equals(right);
    }

    private static void RequireComparable(object? value)
    {
        if (value is ValueMap or IList || (value is IGoObject { Underlying: not null }))
        {
            throw new FunctionException($"non-comparable type {GoFormat.Sprintf("%s", [value])}: {GoValue.TypeName(value)}");
        }
    }

    private static Kind KindOf(object? value) => value switch
    {
        bool => Kind.Bool,
        string => Kind.Text,
        double or float => Kind.Float,
        nint or long or int => Kind.Int,
        byte or uint or ulong or nuint => Kind.Unsigned,
        Complex => Kind.Complex,
        _ => Kind.None,
    };

    private static double Real(object? value) => value is float single ? single : value is double real ? real : 0;

    private static long Signed(object? value) => GoValue.TryInteger(value, out long number) ? number : 0;

    private static ulong Unsigned(object? value) => unchecked((ulong)Signed(value));
}
