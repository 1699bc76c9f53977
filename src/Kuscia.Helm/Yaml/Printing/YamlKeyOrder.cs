using System.Globalization;
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Yaml.Printing;

/// <summary>The order of keys in printed maps: numbers by value first, then text, in which letters follow everything else and digits compare as numbers.</summary>
internal static class YamlKeyOrder
{
    public static IEnumerable<KeyValuePair<object, object?>> Sort(List<KeyValuePair<object, object?>> entries) =>
        entries.Count < 2 ? entries : entries.Order(EntryComparer.Instance);

    private static int Compare(object left, object right)
    {
        bool leftNumber = TryNumber(left, out double leftValue);
        bool rightNumber = TryNumber(right, out double rightValue);
        if (leftNumber && rightNumber)
        {
            return leftValue.CompareTo(rightValue);
        }
        if (left is not string a || right is not string b)
        {
            return Rank(left) - Rank(right);
        }
        return Compare([.. a.EnumerateRunes()], [.. b.EnumerateRunes()]);
    }

    private static int Compare(Rune[] a, Rune[] b)
    {
        for (int i = 0; i < a.Length && i < b.Length; i++)
        {
            if (a[i] == b[i])
            {
                continue;
            }
            bool leftLetter = Rune.IsLetter(a[i]);
            bool rightLetter = Rune.IsLetter(b[i]);
            if (leftLetter && rightLetter)
            {
                return a[i].Value - b[i].Value;
            }
            if (leftLetter || rightLetter)
            {
                return rightLetter ? -1 : 1;
            }
            return CompareNumbers(a, b, i);
        }

        return a.Length - b.Length;
    }

    private static int CompareNumbers(Rune[] a, Rune[] b, int from)
    {
        long start = 0;
        if (a[from].Value == '0' || b[from].Value == '0')
        {
            // A zero after other digits counts.
            for (int j = from - 1; j >= 0 && IsDigit(a[j]); j--)
            {
                if (a[j].Value != '0')
                {
                    start = 1;
                    break;
                }
            }
        }

        long left = Digits(a, from, start, out int leftEnd);
        long right = Digits(b, from, start, out int rightEnd);
        if (left != right)
        {
            return left < right ? -1 : 1;
        }
        return leftEnd != rightEnd ? leftEnd - rightEnd : a[from].Value - b[from].Value;
    }

    private static long Digits(Rune[] runes, int from, long start, out int end)
    {
        long number = start;
        for (end = from; end < runes.Length && IsDigit(runes[end]); end++)
        {
            number = unchecked(number * 10 + (runes[end].Value - '0'));
        }
        return number;
    }

    private static bool IsDigit(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;

    private static bool TryNumber(object key, out double number)
    {
        number = key switch
        {
            double real => real,
            ulong unsigned => unsigned,
            bool truth => truth ? 1 : 0,
            _ => GoValue.TryInteger(key, out long integer) ? integer : double.NaN,
        };
        return !double.IsNaN(number);
    }

    private static int Rank(object key) => key switch
    {
        DBNull => 0,
        bool => 1,
        string => 3,
        _ => 2,
    };

    private sealed class EntryComparer : IComparer<KeyValuePair<object, object?>>
    {
        public static EntryComparer Instance { get; } = new();

        public int Compare(KeyValuePair<object, object?> x, KeyValuePair<object, object?> y) => YamlKeyOrder.Compare(x.Key, y.Key);
    }
}
