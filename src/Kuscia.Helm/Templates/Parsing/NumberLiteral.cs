using System.Globalization;
using System.Numerics;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Templates.Parsing;

/// <summary>A number constant with all the types it can take without loss.</summary>
internal sealed class NumberLiteral
{
    public required string Text { get; init; }

    public bool IsInteger { get; private set; }

    public bool IsUnsigned { get; private set; }

    public bool IsFloat { get; private set; }

    public bool IsComplex { get; private set; }

    public long Integer { get; private set; }

    public ulong Unsigned { get; private set; }

    public double Float { get; private set; }

    public Complex Complex { get; private set; }

    /// <summary>The value in the type that Go gives the constant when nothing else asks for one; null when it fits no int.</summary>
    public object? Ideal { get; private set; }

    public static bool TryParse(string text, TokenType type, out NumberLiteral number, out string error)
    {
        number = new NumberLiteral { Text = text };
        error = "";
        if (type == TokenType.CharConstant)
        {
            error = number.ReadCharacter();
        }
        else if (type == TokenType.Complex || text.EndsWith('i'))
        {
            error = number.ReadComplex();
        }
        else
        {
            error = number.ReadReal();
        }
        if (error.Length > 0)
        {
            return false;
        }
        number.SetIdeal();
        return true;
    }

    private string ReadCharacter()
    {
        if (!GoQuote.TryUnquoteCharacter(Text.AsSpan(1), '\'', out int rune, out int used))
        {
            return "invalid syntax";
        }
        if (!Text.AsSpan(1 + used).SequenceEqual("'"))
        {
            return $"malformed character constant: {Text}";
        }
        Integer = rune;
        Unsigned = (ulong)rune;
        Float = rune;
        IsInteger = IsUnsigned = IsFloat = true;
        return "";
    }

    private string ReadComplex()
    {
        string body = Text[..^1];
        int split = body.LastIndexOfAny(['+', '-']);
        while (split > 0 && body[split - 1] is 'e' or 'E' or 'p' or 'P')
        {
            split = body.LastIndexOfAny(['+', '-'], split - 1);
        }
        string real = split > 0 ? body[..split] : "0";
        string imaginary = split > 0 ? body[split..] : body;
        if (!GoNumber.TryParseFloat(real, out double re) || !GoNumber.TryParseFloat(imaginary, out double im))
        {
            return $"illegal number syntax: {GoQuote.Quote(Text)}";
        }
        Complex = new Complex(re, im);
        IsComplex = true;
        if (im == 0)
        {
            IsFloat = true;
            Float = re;
            SetIntegersFromFloat();
        }

        return "";
    }

    private string ReadReal()
    {
        if (GoNumber.TryParseUnsigned(Text, 0, out ulong unsigned))
        {
            IsUnsigned = true;
            Unsigned = unsigned;
        }

        if (GoNumber.TryParseInteger(Text, 0, out long integer))
        {
            IsInteger = true;
            Integer = integer;
            IsUnsigned |= integer == 0;
        }

        if (IsInteger || IsUnsigned)
        {
            IsFloat = true;
            Float = IsInteger ? Integer : Unsigned;
            return "";
        }

        if (!GoNumber.TryParseFloat(Text, out double real))
        {
            return $"illegal number syntax: {GoQuote.Quote(Text)}";
        }
        // What looks like an integer and still is a float is too large for one.
        if (Text.AsSpan().IndexOfAny(".eEpP") < 0)
        {
            return $"integer overflow: {GoQuote.Quote(Text)}";
        }
        IsFloat = true;
        Float = real;
        SetIntegersFromFloat();
        return "";
    }

    private void SetIntegersFromFloat()
    {
        if (Float is >= -9223372036854775808.0 and < 9223372036854775808.0 && (double)(long)Float == Float)
        {
            IsInteger = true;
            Integer = (long)Float;
        }

        if (Float is >= 0 and < 18446744073709551616.0 && (double)(ulong)Float == Float)
        {
            IsUnsigned = true;
            Unsigned = (ulong)Float;
        }
    }

    private void SetIdeal()
    {
        if (IsComplex)
        {
            Ideal = Complex;
        }
        else if (IsFloat && !IsHexInteger() && Text[0] != '\'' && Text.AsSpan().IndexOfAny(".eEpP") >= 0)
        {
            Ideal = Float;
        }
        else if (IsInteger)
        {
            Ideal = (nint)Integer;
        }
    }

    private bool IsHexInteger() => Text.Length > 2 && Text[0] == '0' && Text[1] is 'x' or 'X' && Text.AsSpan().IndexOfAny("pP") < 0;

    /// <summary>The text for diagnostics.</summary>
    public override string ToString() => Text.ToString(CultureInfo.InvariantCulture);
}
