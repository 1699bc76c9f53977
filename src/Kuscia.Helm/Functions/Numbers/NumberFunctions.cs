using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Numbers;

/// <summary>Arithmetic on integers and floating-point numbers, conversions and sequences.</summary>
internal static class NumberFunctions
{
    private const string DivideByZero = "runtime error: integer divide by zero";

    public static IEnumerable<GoFunction> Rows =>
    [
        new("int", "any", static (_, a) => (nint)Conversions.ToInteger(a[0])),
        new("int64", "any", static (_, a) => Conversions.ToInteger(a[0])),
        new("float64", "any", static (_, a) => Conversions.ToFloat(a[0])),
        new("atoi", "string", static (_, a) => GoNumber.TryParseInteger((string)a[0]!, 10, out long value) ? (nint)value : 0),
        new("toDecimal", "any", static (_, a) => GoNumber.TryParseInteger(GoFormat.Show(a[0]), 8, out long value) ? value : 0L),
        new("add1", "any", static (_, a) => unchecked(Conversions.ToInteger(a[0]) + 1)),
        new("add", "...any", static (_, a) => a.Aggregate(0L, static (sum, value) => unchecked(sum + Conversions.ToInteger(value)))),
        new("sub", "any,any", static (_, a) => unchecked(Conversions.ToInteger(a[0]) - Conversions.ToInteger(a[1]))),
        new("mul", "any,...any", static (_, a) => a.Aggregate(1L, static (product, value) => unchecked(product * Conversions.ToInteger(value)))),
        new("div", "any,any", static (_, a) => Divide(Conversions.ToInteger(a[0]), Conversions.ToInteger(a[1]))),
        new("mod", "any,any", static (_, a) => Remainder(Conversions.ToInteger(a[0]), Conversions.ToInteger(a[1]))),
        new("max", "any,...any", static (_, a) => a.Max(Conversions.ToInteger)),
        new("biggest", "any,...any", static (_, a) => a.Max(Conversions.ToInteger)),
        new("min", "any,...any", static (_, a) => a.Min(Conversions.ToInteger)),
        new("maxf", "any,...any", static (_, a) => a.Select(Conversions.ToFloat).Aggregate(Math.Max)),
        new("minf", "any,...any", static (_, a) => a.Select(Conversions.ToFloat).Aggregate(Math.Min)),
        new("add1f", "any", static (_, a) => Decimals([a[0], 1.0], DecimalNumber.Add)),
        new("addf", "...any", static (_, a) => Decimals([0.0, .. a], DecimalNumber.Add)),
        new("subf", "any,...any", static (_, a) => Decimals(a, DecimalNumber.Subtract)),
        new("mulf", "any,...any", static (_, a) => Decimals(a, DecimalNumber.Multiply)),
        new("divf", "any,...any", static (_, a) => Decimals(a, DecimalNumber.Divide)),
        new("floor", "any", static (_, a) => Math.Floor(Conversions.ToFloat(a[0]))),
        new("ceil", "any", static (_, a) => Math.Ceiling(Conversions.ToFloat(a[0]))),
        new("round", "any,int,...float64", static (_, a) => Round(Conversions.ToFloat(a[0]), (nint)a[1]!, a.Length > 2 ? (double)a[2]! : 0.5)),
        new("until", "int", static (c, a) => UntilStep(c, 0, (nint)a[0]!, (nint)a[0]! < 0 ? -1 : 1)),
        new("untilStep", "int,int,int", static (c, a) => UntilStep(c, (nint)a[0]!, (nint)a[1]!, (nint)a[2]!)),
        new("seq", "...int", static (c, a) => Sequence(c, Array.ConvertAll(a, static value => (long)(nint)value!))),
    ];

    private static long Divide(long left, long right) => right switch
    {
        0 => throw new FunctionException(DivideByZero),
        -1 => unchecked(-left),
        _ => left / right,
    };

    private static long Remainder(long left, long right) => right switch
    {
        0 => throw new FunctionException(DivideByZero),
        -1 => 0,
        _ => left % right,
    };

    private static double Decimals(object?[] values, Func<DecimalNumber, DecimalNumber, DecimalNumber> operation)
    {
        DecimalNumber result = DecimalNumber.From(Conversions.ToFloat(values[0]));
        foreach (object? value in values[1..])
        {
            result = operation(result, DecimalNumber.From(Conversions.ToFloat(value)));
        }
        return result.ToDouble();
    }

    private static double Round(double value, long places, double roundOn)
    {
        double power = Math.Pow(10, places);
        double digit = power * value;
        double fraction = digit - Math.Truncate(digit);
        return (fraction >= roundOn ? Math.Ceiling(digit) : Math.Floor(digit)) / power;
    }

    private static List<nint> UntilStep(FunctionContext context, long start, long stop, long step)
    {
        List<nint> numbers = [];
        bool down = stop < start;
        if (down ? step >= 0 : step <= 0)
        {
            return numbers;
        }
        Int128 distance = Int128.Abs((Int128)stop - start);
        context.Charge((long)Int128.Min(distance / Int128.Abs(step) + 1, long.MaxValue / 2));
        for (Int128 i = start; down ? i > stop : i < stop; i += step)
        {
            numbers.Add((nint)(long)i);
        }
        return numbers;
    }

    private static string Sequence(FunctionContext context, long[] p)
    {
        switch (p.Length)
        {
            case 1:
                long direction = p[0] < 1 ? -1 : 1;
                return Spaced(UntilStep(context, 1, unchecked(p[0] + direction), direction));
            case 2:
                long step = p[1] < p[0] ? -1 : 1;
                return Spaced(UntilStep(context, p[0], unchecked(p[1] + step), step));
            case 3 when p[2] < p[0]:
                return p[1] > 0 ? "" : Spaced(UntilStep(context, p[0], unchecked(p[2] - 1), p[1]));
            case 3:
                return Spaced(UntilStep(context, p[0], unchecked(p[2] + 1), p[1]));
            default:
                return "";
        }
    }

    private static string Spaced(List<nint> numbers) => string.Join(' ', numbers);
}
