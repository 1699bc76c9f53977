using System.Globalization;

namespace Kuscia.Helm.GoValues;

/// <summary>The part of the printer that reads format texts.</summary>
internal sealed partial class GoPrinter
{
    private const int MaxWidth = 1_000_000;

    private IReadOnlyList<object?> _arguments = [];
    private int _next;
    private bool _reordered;
    private bool _goodIndex;

    /// <summary>Formats as fmt.Printf.</summary>
    public void Printf(string format, IReadOnlyList<object?> arguments)
    {
        _arguments = arguments;
        _next = 0;
        bool everReordered = false;
        int at = 0;
        while (at < format.Length)
        {
            int percent = format.IndexOf('%', at);
            if (percent < 0)
            {
                _output.Append(format, at, format.Length - at);
                break;
            }

            _output.Append(format, at, percent - at);
            at = percent + 1;
            _reordered = false;
            Directive(format, ref at);
            everReordered |= _reordered;
            GoText.RequireBounded(_output);
        }

        if (!everReordered && _next < arguments.Count)
        {
            Extra();
        }
    }

    private void Directive(string format, ref int at)
    {
        _flags = default;
        _goodIndex = true;
        ReadFlags(format, ref at);
        bool afterIndex = ArgumentNumber(format, ref at);
        ReadWidth(format, ref at, ref afterIndex);
        ReadPrecision(format, ref at, ref afterIndex);
        if (!afterIndex)
        {
            afterIndex = ArgumentNumber(format, ref at);
        }
        if (at >= format.Length)
        {
            _output.Append("%!(NOVERB)");
            return;
        }

        int length = char.IsHighSurrogate(format[at]) && at + 1 < format.Length ? 2 : 1;
        string verb = format.Substring(at, length);
        at += length;
        if (verb == "%")
        {
            _output.Append('%');
        }
        else if (!_goodIndex)
        {
            _output.Append("%!").Append(verb).Append("(BADINDEX)");
        }
        else if (_next >= _arguments.Count)
        {
            _output.Append("%!").Append(verb).Append("(MISSING)");
        }
        else
        {
            Argument(_arguments[_next++], verb);
        }
    }

    private void Argument(object? value, string verb)
    {
        char letter = verb.Length == 1 ? verb[0] : '\uFFFD';
        switch (letter)
        {
            case 'T':
                Pad(Cut(GoValue.TypeName(value)));
                return;
            case 'v':
                _flags.SharpV = _flags.Sharp;
                _flags.PlusV = _flags.Plus && !_flags.Sharp;
                if (_flags.SharpV)
                {
                    _flags.Sharp = false;
                }
                if (_flags.PlusV)
                {
                    _flags.Plus = false;
                }
                break;
        }

        Print(value, letter, 0);
    }

    private void ReadFlags(string format, ref int at)
    {
        for (; at < format.Length; at++)
        {
            switch (format[at])
            {
                case '#': _flags.Sharp = true; break;
                case '0': _flags.Zero = !_flags.Minus; break;
                case '+': _flags.Plus = true; break;
                case '-': _flags.Minus = true; _flags.Zero = false; break;
                case ' ': _flags.Space = true; break;
                default: return;
            }
        }
    }

    private void ReadWidth(string format, ref int at, ref bool afterIndex)
    {
        if (at < format.Length && format[at] == '*')
        {
            at++;
            _flags.Width = StarArgument("%!(BADWIDTH)");
            if (_flags.Width < 0)
            {
                _flags.Width = -_flags.Width;
                _flags.Minus = true;
                _flags.Zero = false;
            }

            afterIndex = false;
            return;
        }

        _flags.Width = Number(format, ref at);
        if (afterIndex && _flags.Width is not null)
        {
            _goodIndex = false;
        }
    }

    private void ReadPrecision(string format, ref int at, ref bool afterIndex)
    {
        if (at + 1 > format.Length || at >= format.Length || format[at] != '.')
        {
            return;
        }
        at++;
        if (afterIndex)
        {
            _goodIndex = false;
        }
        afterIndex = ArgumentNumber(format, ref at);
        if (at < format.Length && format[at] == '*')
        {
            at++;
            _flags.Precision = StarArgument("%!(BADPREC)");
            if (_flags.Precision < 0)
            {
                _flags.Precision = null;
                _output.Append("%!(BADPREC)");
            }

            afterIndex = false;
            return;
        }

        _flags.Precision = Number(format, ref at) ?? 0;
    }

    private int? StarArgument(string complaint)
    {
        object? value = _next < _arguments.Count ? _arguments[_next++] : null;
        if (GoValue.TryInteger(value, out long number) && number is >= -MaxWidth and <= MaxWidth)
        {
            return (int)number;
        }
        _output.Append(complaint);
        return null;
    }

    private static int? Number(string format, ref int at)
    {
        int start = at;
        int value = 0;
        for (; at < format.Length && char.IsAsciiDigit(format[at]); at++)
        {
            value = value * 10 + (format[at] - '0');
            if (value > MaxWidth)
            {
                return null;
            }
        }

        return at > start ? value : null;
    }

    // Reads an explicit index like [3].
    private bool ArgumentNumber(string format, ref int at)
    {
        if (at >= format.Length || format[at] != '[')
        {
            return false;
        }
        _reordered = true;
        int close = format.IndexOf(']', at);
        if (close < 0)
        {
            _goodIndex = false;
            at++;
            return false;
        }

        bool isNumber = int.TryParse(format.AsSpan(at + 1, close - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index);
        at = close + 1;
        if (isNumber && index >= 1 && index <= _arguments.Count)
        {
            _next = index - 1;
            return true;
        }

        _goodIndex = false;
        return isNumber;
    }

    private void Extra()
    {
        _flags = default;
        _output.Append("%!(EXTRA ");
        for (int i = _next; i < _arguments.Count; i++)
        {
            if (i > _next)
            {
                _output.Append(", ");
            }
            if (_arguments[i] is null)
            {
                _output.Append("<nil>");
                continue;
            }

            _output.Append(GoValue.TypeName(_arguments[i])).Append('=');
            Print(_arguments[i], 'v', 0);
        }

        _output.Append(')');
    }
}
