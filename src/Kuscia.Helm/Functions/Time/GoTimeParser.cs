using System.Globalization;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Time;

/// <summary>Reads times by Go layouts; error texts are those of time.Parse.</summary>
internal sealed class GoTimeParser
{
    private readonly string _layout;
    private readonly string _text;
    private string _rest;
    private long _year;
    private int _month = -1;
    private int _day = -1;
    private int _yearDay = -1;
    private int _hour;
    private int _minute;
    private int _second;
    private int _nanoseconds;
    private bool? _pm;
    private GoZone? _zone;
    private string? _range;

    private GoTimeParser(string layout, string text)
    {
        _layout = layout;
        _text = text;
        _rest = text;
    }

    /// <exception cref="FunctionException">The text does not follow the layout.</exception>
    public static GoTime Parse(string layout, string text, GoZone zone) => new GoTimeParser(layout, text).Parse(zone);

    /// <summary>The instant of a date that may run over (month 13, day 0), as time.Date takes it.</summary>
    public static GoTime Create(long year, long month, long day, int hour, int minute, int second, int nanoseconds, GoZone zone)
    {
        year += Math.DivRem(month - 1, 12, out long monthIndex);
        if (monthIndex < 0)
        {
            monthIndex += 12;
            year--;
        }

        long local = ((GoClock.DaysUntil(year, (int)monthIndex + 1, 1) + day - 1) * 86_400) + (hour * 3_600) + (minute * 60) + second;
        // The offset at the local time, corrected once around changes of the clock.
        int offset = zone.At(local - zone.At(local).Offset).Offset;
        return new GoTime(local - offset, nanoseconds, zone);
    }

    private GoTime Parse(GoZone zone)
    {
        ReadOnlySpan<char> layout = _layout;
        while (true)
        {
            LayoutPart part = GoLayout.Next(layout, out int start, out int length);
            string literal = layout[..start].ToString();
            string element = layout.Slice(start, length).ToString();
            if (!_rest.StartsWith(literal, StringComparison.Ordinal))
            {
                throw Fail(_rest, literal);
            }
            _rest = _rest[literal.Length..];
            if (part == LayoutPart.None)
            {
                break;
            }
            layout = layout[(start + length)..];
            string before = _rest;
            if (!Read(part, element, layout))
            {
                throw _range is null ? Fail(before, element) : Range();
            }
        }

        if (_rest.Length > 0)
        {
            throw new FunctionException($"parsing time {GoQuote.Quote(_text)}: extra text: {GoQuote.Quote(_rest)}");
        }
        return Finish(zone);
    }

    private GoTime Finish(GoZone zone)
    {
        if (_pm == true && _hour < 12)
        {
            _hour += 12;
        }
        else if (_pm == false && _hour == 12)
        {
            _hour = 0;
        }
        if (_yearDay > 0)
        {
            if (_yearDay > (GoClock.IsLeap(_year) ? 366 : 365))
            {
                throw new FunctionException($"parsing time {GoQuote.Quote(_text)}: day-of-year out of range");
            }
            return Create(_year, 1, _yearDay, _hour, _minute, _second, _nanoseconds, _zone ?? zone);
        }

        int month = Math.Max(_month, 1);
        int day = Math.Max(_day, _day == 0 ? 0 : 1);
        if (day < 1 || day > GoClock.DaysIn(_year, month))
        {
            throw new FunctionException($"parsing time {GoQuote.Quote(_text)}: day out of range");
        }
        return Create(_year, month, day, _hour, _minute, _second, _nanoseconds, _zone ?? zone);
    }

    private FunctionException Fail(string rest, string element) => new(
        $"parsing time {GoQuote.Quote(_text)} as {GoQuote.Quote(_layout)}: cannot parse {GoQuote.Quote(rest)} as {GoQuote.Quote(element)}");

    private FunctionException Range() => new($"parsing time {GoQuote.Quote(_text)}: {_range} out of range");

    private bool Read(LayoutPart part, string element, ReadOnlySpan<char> layoutAfter)
    {
        switch (part)
        {
            case LayoutPart.LongYear:
                return Digits(4, 4, out int year) && Set(() => _year = year);
            case LayoutPart.Year:
                return Digits(2, 2, out int shortYear) && Set(() => _year = shortYear >= 69 ? 1900 + shortYear : 2000 + shortYear);
            case LayoutPart.LongMonth:
                return Name(CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[..12], out _month);
            case LayoutPart.Month:
                return Name(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames[..12], out _month);
            case LayoutPart.NumberMonth:
                return Ranged(1, 2, 1, 12, "month", out _month);
            case LayoutPart.ZeroMonth:
                return Ranged(2, 2, 1, 12, "month", out _month);
            case LayoutPart.LongWeekday:
                return Name(CultureInfo.InvariantCulture.DateTimeFormat.DayNames, out _);
            case LayoutPart.Weekday:
                return Name(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedDayNames, out _);
            case LayoutPart.Day or LayoutPart.UnderDay:
                return Day(part);
            case LayoutPart.ZeroDay:
                return Digits(2, 2, out _day);
            case LayoutPart.UnderYearDay or LayoutPart.ZeroYearDay:
                _rest = part == LayoutPart.UnderYearDay ? _rest.TrimStart(' ') : _rest;
                return Digits(part == LayoutPart.ZeroYearDay ? 3 : 1, 3, out _yearDay);
            default:
                return ReadClock(part, element, layoutAfter);
        }
    }

    private bool Day(LayoutPart part)
    {
        if (part == LayoutPart.UnderDay && _rest.StartsWith(' '))
        {
            _rest = _rest[1..];
        }
        return Digits(1, 2, out _day);
    }

    private bool ReadClock(LayoutPart part, string element, ReadOnlySpan<char> layoutAfter)
    {
        switch (part)
        {
            case LayoutPart.Hour:
                return Ranged(1, 2, 0, 23, "hour", out _hour);
            case LayoutPart.Hour12:
                return Ranged(1, 2, 0, 12, "hour", out _hour);
            case LayoutPart.ZeroHour12:
                return Ranged(2, 2, 0, 12, "hour", out _hour);
            case LayoutPart.Minute:
                return Ranged(1, 2, 0, 59, "minute", out _minute);
            case LayoutPart.ZeroMinute:
                return Ranged(2, 2, 0, 59, "minute", out _minute);
            case LayoutPart.Second or LayoutPart.ZeroSecond:
                return Ranged(part == LayoutPart.Second ? 1 : 2, 2, 0, 59, "second", out _second) && FractionAfterSeconds(layoutAfter);
            case LayoutPart.UpperPm or LayoutPart.LowerPm:
                return Half(part == LayoutPart.UpperPm);
            case LayoutPart.FractionZeros:
                return Fraction(element.Length);
            case LayoutPart.FractionNines:
                return !(_rest.Length > 1 && _rest[0] is '.' or ',' && char.IsAsciiDigit(_rest[1])) || Fraction(0);
            case LayoutPart.ZoneName:
                return ZoneName();
            default:
                return Offset(part);
        }
    }

    private static bool Set(Action action)
    {
        action();
        return true;
    }

    private bool Digits(int least, int most, out int number)
    {
        number = 0;
        int count = 0;
        while (count < most && count < _rest.Length && char.IsAsciiDigit(_rest[count]))
        {
            number = (number * 10) + (_rest[count++] - '0');
        }
        if (count < least)
        {
            return false;
        }
        _rest = _rest[count..];
        return true;
    }

    private bool Ranged(int least, int most, int minimum, int maximum, string name, out int number)
    {
        if (!Digits(least, most, out number))
        {
            return false;
        }
        if (number < minimum || number > maximum)
        {
            _range = name;
        }
        return _range is null;
    }

    private bool Name(string[] names, out int number)
    {
        for (number = 1; number <= names.Length; number++)
        {
            if (_rest.StartsWith(names[number - 1], StringComparison.OrdinalIgnoreCase))
            {
                _rest = _rest[names[number - 1].Length..];
                return true;
            }
        }

        return false;
    }

    private bool Half(bool upper)
    {
        string half = _rest.Length >= 2 ? _rest[..2] : "";
        if (half != (upper ? "PM" : "pm") && half != (upper ? "AM" : "am"))
        {
            return false;
        }
        _pm = half[0] is 'P' or 'p';
        _rest = _rest[2..];
        return true;
    }

    // A fraction is also read where the layout has none.
    private bool FractionAfterSeconds(ReadOnlySpan<char> layoutAfter)
    {
        if (_rest.Length < 2 || _rest[0] is not ('.' or ',') || !char.IsAsciiDigit(_rest[1]))
        {
            return true;
        }
        LayoutPart next = GoLayout.Next(layoutAfter, out int start, out _);
        return (start == 0 && next is LayoutPart.FractionZeros or LayoutPart.FractionNines) || Fraction(0);
    }

    private bool Fraction(int length)
    {
        int count = 1;
        while (count < _rest.Length && char.IsAsciiDigit(_rest[count]) && (length == 0 || count < length))
        {
            count++;
        }
        if (_rest.Length == 0 || _rest[0] is not ('.' or ',') || count < 2 || (length > 0 && count != length))
        {
            return false;
        }
        string digits = _rest[1..count].PadRight(9, '0')[..9];
        _nanoseconds = int.Parse(digits, CultureInfo.InvariantCulture);
        _rest = _rest[count..];
        return true;
    }

    private bool ZoneName()
    {
        int count = 0;
        while (count < _rest.Length && char.IsAsciiLetterUpper(_rest[count]))
        {
            count++;
        }
        if (count is < 3 or > 5)
        {
            return false;
        }
        string name = _rest[..count];
        _rest = _rest[count..];
        _zone = name == "UTC" ? GoZone.Utc : GoZone.Fixed(name, 0);
        return true;
    }

    private bool Offset(LayoutPart part)
    {
        bool iso = part is LayoutPart.IsoZone or LayoutPart.IsoColonZone or LayoutPart.IsoShortZone or LayoutPart.IsoSecondsZone or LayoutPart.IsoColonSecondsZone;
        if (iso && _rest.StartsWith('Z'))
        {
            _rest = _rest[1..];
            _zone = GoZone.Utc;
            return true;
        }

        if (_rest.Length == 0 || _rest[0] is not ('+' or '-'))
        {
            return false;
        }
        int sign = _rest[0] == '-' ? -1 : 1;
        _rest = _rest[1..];
        bool colon = part is LayoutPart.IsoColonZone or LayoutPart.NumericColonZone or LayoutPart.IsoColonSecondsZone or LayoutPart.NumericColonSecondsZone;
        bool shortZone = part is LayoutPart.IsoShortZone or LayoutPart.NumericShortZone;
        bool seconds = part is LayoutPart.IsoSecondsZone or LayoutPart.NumericSecondsZone or LayoutPart.IsoColonSecondsZone or LayoutPart.NumericColonSecondsZone;
        int minute = 0;
        int second = 0;
        if (!Digits(2, 2, out int hour) || (!shortZone && !OffsetPart(colon, out minute)) || (seconds && !OffsetPart(colon, out second)))
        {
            return false;
        }
        int offset = sign * ((hour * 3_600) + (minute * 60) + second);
        _zone = offset == 0 ? GoZone.Utc : GoZone.Fixed("", offset);
        return true;
    }

    private bool OffsetPart(bool colon, out int number)
    {
        number = 0;
        if (colon)
        {
            if (!_rest.StartsWith(':'))
            {
                return false;
            }
            _rest = _rest[1..];
        }

        return Digits(2, 2, out number);
    }
}
