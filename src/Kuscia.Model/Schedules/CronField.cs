using System.Globalization;

namespace Kuscia.Model.Schedules;

/// <summary>One field of a schedule: the numbers that it lets pass. Immutable.</summary>
internal sealed class CronField
{
    private static readonly string[] MonthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly ulong _numbers;

    private CronField(ulong numbers, bool isAny) => (_numbers, IsAny) = (numbers, isAny);

    /// <summary>The fields in their order: minute, hour, day of the month, month, day of the week.</summary>
    public static IReadOnlyList<CronFieldShape> Shapes { get; } =
        [new(0, 59, []), new(0, 23, []), new(1, 31, []), new(1, 12, MonthNames), new(0, 6, DayNames)];

    /// <summary>True when the field restricts nothing.</summary>
    public bool IsAny { get; }

    public bool Has(int number) => (_numbers & (1UL << number)) != 0;

    /// <summary>Reads a list such as <c>1,5-9,*/15</c>; null with the reason when it is none.</summary>
    public static CronField? Parse(string text, CronFieldShape shape, out string fault)
    {
        ulong numbers = 0;
        bool any = false;
        fault = "";
        foreach (string part in text.Split(','))
        {
            if (Range(part, shape, out fault) is not { } range)
            {
                return null;
            }

            any |= range.IsAny;
            for (int number = range.First; number <= range.Last; number += range.Step)
            {
                numbers |= 1UL << number;
            }
        }

        return new CronField(numbers, any);
    }

    private static CronRange? Range(string text, CronFieldShape shape, out string fault)
    {
        string[] parts = text.Split('/');
        string[] ends = parts[0].Split('-');
        bool star = parts[0] is "*" or "?";
        fault = parts.Length > 2 ? $"too many slashes: {text}" : ends.Length > 2 ? $"too many hyphens: {text}" : "";
        int? first = star ? shape.Least : shape.Number(ends[0]);
        int? last = star ? shape.Most : ends.Length == 2 ? shape.Number(ends[1]) : first;
        int? step = parts.Length == 2 ? Count(parts[1]) : 1;
        if (fault.Length > 0)
        {
            return null;
        }

        if (first is null || last is null || step is null)
        {
            fault = $"failed to parse int from {text}";
            return null;
        }

        // A step without an end goes on to the end of the field.
        last = parts.Length == 2 && ends.Length == 1 ? shape.Most : last;
        fault = Fault(text, shape, (first.Value, last.Value, step.Value));
        return fault.Length > 0 ? null : new CronRange(first.Value, last.Value, step.Value, star && step == 1);
    }

    private static string Fault(string text, CronFieldShape shape, (int First, int Last, int Step) range) =>
        range.First < shape.Least ? string.Create(CultureInfo.InvariantCulture, $"beginning of range ({range.First}) below minimum ({shape.Least}): {text}")
        : range.Last > shape.Most ? string.Create(CultureInfo.InvariantCulture, $"end of range ({range.Last}) above maximum ({shape.Most}): {text}")
        : range.First > range.Last ? string.Create(CultureInfo.InvariantCulture, $"beginning of range ({range.First}) beyond end of range ({range.Last}): {text}")
        : range.Step == 0 ? $"step of range should be a positive number: {text}"
        : "";

    private static int? Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Min(number, 60) : null;

    private readonly record struct CronRange(int First, int Last, int Step, bool IsAny);
}

/// <summary>What a field may hold.</summary>
internal sealed record CronFieldShape(int Least, int Most, IReadOnlyList<string> Names)
{
    /// <summary>A number, or the number that a name stands for.</summary>
    public int? Number(string text)
    {
        int name = Names.ToList().FindIndex(n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        return name >= 0 ? name + Least : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Min(number, 1000) : null;
    }
}
