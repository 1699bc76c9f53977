using System.Collections;

namespace Kuscia.Helm.GoValues;

/// <summary>The conversions that Sprig applies to arguments of any type.</summary>
internal static class Conversions
{
    public const string NilPointer = "runtime error: invalid memory address or nil pointer dereference";

    /// <summary>The text of a value; bytes are text already.</summary>
    public static string ToText(object? value) => value switch
    {
        string text => text,
        byte[] bytes => GoText.FromBytes(bytes),
        IGoObject { Text: { } text } => text,
        _ => GoFormat.Show(value),
    };

    /// <summary>The integer of a value: numbers are cut, text is read with prefixes, everything else is 0.</summary>
    public static long ToInteger(object? value)
    {
        switch (value)
        {
            case double number:
                return Cut(number);
            case float number:
                return Cut(number);
            case bool truth:
                return truth ? 1 : 0;
            case string text:
                return GoNumber.TryParseInteger(text, 0, out long parsed) ? parsed : 0;
            default:
                return GoValue.TryInteger(value, out long integer) ? integer : 0;
        }
    }

    /// <summary>The floating-point number of a value; 0 when there is none.</summary>
    public static double ToFloat(object? value)
    {
        switch (value)
        {
            case double number:
                return number;
            case float number:
                return number;
            case bool truth:
                return truth ? 1 : 0;
            case string text:
                return GoNumber.TryParseFloat(text, out double parsed) ? parsed : 0;
            default:
                return GoValue.TryInteger(value, out long integer) ? integer : 0;
        }
    }

    /// <summary>The texts of the elements of a list without nils; one text for anything else.</summary>
    public static List<string> ToTexts(object? value)
    {
        List<string> texts = [];
        object? contents = GoValue.Contents(value);
        if (contents is IList list and not byte[])
        {
            foreach (object? element in list)
            {
                if (element is not null)
                {
                    texts.Add(ToText(element));
                }
            }
        }
        else if (value is not null)
        {
            texts.Add(ToText(value));
        }

        return texts;
    }

    /// <summary>The elements of a list of any type.</summary>
    /// <exception cref="FunctionException">The value is no list; the text starts with the complaint given.</exception>
    public static IList ToList(object? value, string complaint)
    {
        object? contents = GoValue.Contents(value);
        return contents switch
        {
            null => throw new FunctionException(NilPointer),
            IList list => list,
            _ => throw new FunctionException($"{complaint} {GoValue.KindName(value)}"),
        };
    }

    /// <summary>What Sprig takes for empty: nil, false, 0, "" and collections without elements.</summary>
    public static bool IsEmpty(object? value) => value is not IGoObject { Underlying: null } && !GoValue.IsTrue(value);

    // Go on amd64 gives the smallest integer for what does not fit.
    private static long Cut(double number) => number is > -9223372036854775809.0 and < 9223372036854775808.0 ? (long)number : long.MinValue;
}
