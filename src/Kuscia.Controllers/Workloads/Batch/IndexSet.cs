using System.Globalization;

namespace Kuscia.Controllers.Workloads.Batch;

/// <summary>Numbers of pods as a Job writes them, for example <c>1,3-5,7</c>. Pure.</summary>
internal static class IndexSet
{
    /// <summary>The numbers; what is none is left out, and so is what lies at or above the bound.</summary>
    public static SortedSet<int> Parse(string? text, int bound)
    {
        SortedSet<int> numbers = [];
        foreach (string part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = part.Split('-');
            if (int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last))
            {
                for (int number = first; number <= last && number < bound; number++)
                {
                    numbers.Add(number);
                }
            }
        }

        return numbers;
    }

    /// <summary>The shortest text; null for none.</summary>
    public static string? Format(SortedSet<int> numbers)
    {
        List<string> parts = [];
        int? first = null;
        int last = 0;
        foreach (int number in numbers)
        {
            if (first is not null && number != last + 1)
            {
                parts.Add(Range(first.Value, last));
                first = null;
            }

            first ??= number;
            last = number;
        }

        if (first is not null)
        {
            parts.Add(Range(first.Value, last));
        }

        return parts.Count == 0 ? null : string.Join(',', parts);
    }

    private static string Range(int first, int last) =>
        first == last ? first.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{first}{(last == first + 1 ? ',' : '-')}{last}");
}
