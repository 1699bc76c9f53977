using System.Globalization;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Values;

/// <summary>Reads lines of <c>--set</c> and its relatives (<c>a.b=1,c[0].d={x,y}</c>) into values.</summary>
internal sealed partial class SetParser
{
    private const int MaxIndex = 65536;
    private const int MaxNesting = 30;

    private readonly string _text;
    private readonly Func<string, object?>? _convert;
    private int _at;

    private SetParser(string text, Func<string, object?>? convert)
    {
        _text = text;
        _convert = convert;
    }

    private enum Ending
    {
        More,
        End,
    }

    /// <summary>Reads a line of <c>--set</c>: numbers, booleans and null are recognised.</summary>
    public static void ParseTyped(string line, ValueMap values) => new SetParser(line, Typed).Parse(values);

    /// <summary>Reads a line of <c>--set-string</c>: every value is text.</summary>
    public static void ParseText(string line, ValueMap values) => new SetParser(line, static value => value).Parse(values);

    /// <summary>Reads a line of <c>--set-file</c>: every value is a path whose content is taken.</summary>
    public static void ParseFiles(string line, ValueMap values, Func<string, string> readFile) => new SetParser(line, readFile).Parse(values);

    /// <summary>Reads a line of <c>--set-json</c>: every value is JSON.</summary>
    public static void ParseJson(string line, ValueMap values) => new SetParser(line, convert: null).Parse(values);

    private static object? Typed(string value)
    {
        if (value.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (value.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (value.Equals("null", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        bool numeric = value == "0" || (value.Length > 0 && value[0] != '0');
        return numeric && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : value;
    }

    private void Parse(ValueMap values)
    {
        while (Key(values, nesting: 0) == Ending.More)
        {
        }
    }

    private Ending Key(ValueMap values, int nesting)
    {
        (string key, char? stop) = Until('=', '[', ',', '.');
        switch (stop)
        {
            case null:
                return key.Length == 0 ? Ending.End : throw new HelmException($"key \"{key}\" has no value");
            case '[':
                return Indexed(values, key, nesting);
            case '=':
                (object? value, Ending ending) = Value();
                Set(values, key, value);
                return ending;
            case ',':
                throw new HelmException($"key \"{key}\" has no value (cannot end with ,)");
            default:
                return Nested(values, key, nesting + 1);
        }
    }

    private Ending Indexed(ValueMap values, string key, int nesting)
    {
        int index = Index();
        List<object?> list = [];
        if (values.TryGetValue(key, out object? found))
        {
            list = found as List<object?> ?? throw Unsuitable(found, "[]interface {}");
        }

        (list, Ending ending) = Item(list, index, nesting + 1);
        Set(values, key, list);
        return ending;
    }

    private Ending Nested(ValueMap values, string key, int nesting)
    {
        CheckNesting(nesting);
        ValueMap inner = [];
        if (values.TryGetValue(key, out object? found))
        {
            inner = found as ValueMap ?? throw Unsuitable(found, "map[string]interface {}");
        }

        Ending ending = Key(inner, nesting);
        if (inner.Count == 0)
        {
            throw new HelmException($"key map \"{key}\" has no value");
        }

        Set(values, key, inner);
        return ending;
    }

    private (List<object?> List, Ending Ending) Item(List<object?> list, int index, int nesting)
    {
        CheckNesting(nesting);
        if (index < 0)
        {
            throw new HelmException($"negative {index} index not allowed");
        }

        (string extra, char? stop) = Until('[', '.', '=');
        if (extra.Length > 0)
        {
            throw new HelmException($"unexpected data at end of array index: \"{extra}\"");
        }

        switch (stop)
        {
            case null:
                return (list, Ending.End);
            case '=':
                (object? value, Ending ending) = Value();
                return (Place(list, index, value), ending);
            case '[':
                int next = Index();
                object? existing = index < list.Count ? list[index] : null;
                List<object?> inner = existing is null ? [] : existing as List<object?> ?? throw Unsuitable(existing, "[]interface {}");
                (inner, Ending innerEnding) = Item(inner, next, nesting + 1);
                return (Place(list, index, inner), innerEnding);
            default:
                ValueMap table = (index < list.Count ? list[index] as ValueMap : null) ?? [];
                Ending tableEnding = Key(table, nesting + 1);
                return (Place(list, index, table), tableEnding);
        }
    }

    private int Index()
    {
        (string digits, char? stop) = Until(']');
        if (stop is null)
        {
            throw new HelmException("error parsing index: EOF");
        }

        return int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int index)
            ? index
            : throw new HelmException($"error parsing index: strconv.Atoi: parsing \"{digits}\": invalid syntax");
    }

    private static List<object?> Place(List<object?> list, int index, object? value)
    {
        if (index > MaxIndex)
        {
            throw new HelmException($"index of {index} is greater than maximum supported index of {MaxIndex}");
        }

        while (list.Count <= index)
        {
            list.Add(null);
        }

        list[index] = value;
        return list;
    }

    private static void Set(ValueMap values, string key, object? value)
    {
        if (key.Length > 0)
        {
            values[key] = value;
        }
    }

    private static void CheckNesting(int nesting)
    {
        if (nesting > MaxNesting)
        {
            throw new HelmException($"value name nested level is greater than maximum supported nested level of {MaxNesting}");
        }
    }

    private static HelmException Unsuitable(object? found, string wanted)
    {
        string type = found is null ? "nil" : GoValue.TypeName(found);
        return new HelmException($"unable to parse key: interface conversion: interface {{}} is {type}, not {wanted}");
    }
}
