namespace Kuscia.Helm.GoValues;

/// <summary>Go's fmt package for the values that templates meet.</summary>
public static class GoFormat
{
    /// <summary>Formats as fmt.Sprintf.</summary>
    public static string Sprintf(string format, params IReadOnlyList<object?> arguments)
    {
        GoPrinter printer = new();
        printer.Printf(format, arguments);
        return printer.ToString();
    }

    /// <summary>Formats as fmt.Sprint: a space between neighbours of which neither is text.</summary>
    public static string Sprint(params IReadOnlyList<object?> arguments)
    {
        GoPrinter printer = new();
        for (int i = 0; i < arguments.Count; i++)
        {
            if (i > 0 && arguments[i] is not string && arguments[i - 1] is not string)
            {
                printer.Append(" ");
            }
            printer.PrintValue(arguments[i]);
        }

        return printer.ToString();
    }

    /// <summary>Formats as fmt.Sprintln.</summary>
    public static string Sprintln(params IReadOnlyList<object?> arguments) => string.Join(' ', arguments.Select(Show)) + "\n";

    /// <summary>The text of one value as <c>%v</c> gives it.</summary>
    public static string Show(object? value)
    {
        switch (value)
        {
            case string text:
                return text;
            case null:
                return "<nil>";
            case bool truth:
                return truth ? "true" : "false";
            case double number:
                return GoFloat.Format(number);
            case nint or long or int or byte when GoValue.TryInteger(value, out long integer):
                return integer.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        GoPrinter printer = new();
        printer.PrintValue(value);
        return printer.ToString();
    }
}
