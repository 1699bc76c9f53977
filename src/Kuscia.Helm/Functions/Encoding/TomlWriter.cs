using System.Collections;
using System.Globalization;
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Encoding;

/// <summary>Prints TOML as BurntSushi/toml 1.0.0 does: plain values first, then tables, two spaces per level.</summary>
internal sealed class TomlWriter
{
    private const int MaxDepth = 1_000;
    private readonly StringBuilder _output = new();

    /// <summary>The TOML of a value, or the text of what went wrong, as Helm's toToml gives it.</summary>
    public static string WriteOrError(object? value)
    {
        if (value is null)
        {
            throw new FunctionException("reflect: call of reflect.Value.Interface on zero Value");
        }
        object? contents = value is IGoObject item ? item.ToJsonValue() : value;
        if (contents is not ValueMap map)
        {
            return "toml: top-level values must be Go maps or structs";
        }
        try
        {
            TomlWriter writer = new();
            writer.Table([], map);
            return writer._output.ToString();
        }
        catch (TomlException error)
        {
            return error.Message;
        }
    }

    private void Table(List<string> path, ValueMap map)
    {
        if (path.Count > MaxDepth)
        {
            throw new TomlException("toml: tables are nested too deep");
        }
        if (StackGuard.IsLow)
        {
            StackGuard.OnFreshStack<object?>(() =>
            {
                Table(path, map);
                return null;
            });
            return;
        }

        List<string> tables = [];
        foreach (KeyValuePair<string, object?> entry in map)
        {
            if (entry.Value is null)
            {
                continue;
            }
            if (IsTable(entry.Value))
            {
                tables.Add(entry.Key);
                continue;
            }

            _output.Append(' ', Math.Max(path.Count, 0) * 2).Append(Key(entry.Key)).Append(" = ");
            Value(entry.Value, 0);
            _output.Append('\n');
        }

        foreach (string key in tables)
        {
            SubTable([.. path, key], map[key]);
        }
    }

    private static bool IsTable(object value) => Contents(value) switch
    {
        ValueMap => true,
        IList { Count: > 0 } list => list.Cast<object?>().All(static item => Contents(item) is ValueMap),
        _ => false,
    };

    private static object? Contents(object? value) => value is IGoObject item ? item.ToJsonValue() : value;

    private void SubTable(List<string> path, object? value)
    {
        string name = string.Join('.', path.Select(Key));
        if (Contents(value) is ValueMap map)
        {
            Header(path, $"[{name}]");
            Table(path, map);
            return;
        }

        foreach (object? item in (IList)value!)
        {
            // A blank line stands before every table of a list.
            if (_output.Length > 0)
            {
                _output.Append('\n');
            }
            _output.Append(' ', (path.Count - 1) * 2).Append("[[").Append(name).Append("]]\n");
            Table(path, (ValueMap)Contents(item)!);
        }
    }

    // Only tables at the top are set off by a blank line.
    private void Header(List<string> path, string header)
    {
        if (path.Count == 1 && _output.Length > 0)
        {
            _output.Append('\n');
        }
        _output.Append(' ', (path.Count - 1) * 2).Append(header).Append('\n');
    }

    private void Value(object? value, int depth)
    {
        if (StackGuard.IsLow)
        {
            StackGuard.OnFreshStack<object?>(() =>
            {
                Value(value, depth);
                return null;
            });
            return;
        }

        if (depth > MaxDepth)
        {
            throw new TomlException("toml: values are nested too deep");
        }
        switch (Contents(value))
        {
            case null:
                throw new TomlException("toml: cannot encode array with nil element");
            case string text:
                _output.Append(Quoted(text));
                break;
            case bool truth:
                _output.Append(truth ? "true" : "false");
                break;
            case double number:
                _output.Append(Number(number));
                break;
            case float number:
                _output.Append(Number(number));
                break;
            case ValueMap map:
                Inline(map, depth);
                break;
            case IList list:
                Array(list, depth);
                break;
            case object other:
                _output.Append(Convert.ToString(other, CultureInfo.InvariantCulture));
                break;
        }
    }

    private void Array(IList list, int depth)
    {
        _output.Append('[');
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0)
            {
                _output.Append(", ");
            }
            Value(list[i], depth + 1);
        }

        _output.Append(']');
    }

    private void Inline(ValueMap map, int depth)
    {
        _output.Append('{');
        bool first = true;
        foreach (KeyValuePair<string, object?> entry in map)
        {
            if (entry.Value is null)
            {
                continue;
            }
            _output.Append(first ? "" : ", ").Append(Key(entry.Key)).Append(" = ");
            first = false;
            Value(entry.Value, depth + 1);
        }

        _output.Append('}');
    }

    private static string Number(double number)
    {
        if (double.IsNaN(number))
        {
            return "nan";
        }
        if (double.IsInfinity(number))
        {
            return number > 0 ? "+inf" : "-inf";
        }
        string text = GoFloat.Format(number, 'f', -1);
        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }

    private static string Key(string key) =>
        key.Length > 0 && key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? key : Quoted(key);

    private static string Quoted(string text)
    {
        StringBuilder output = new("\"");
        foreach (char c in text)
        {
            output.Append(c switch
            {
                '\b' => "\\b",
                '\t' => "\\t",
                '\n' => "\\n",
                '\f' => "\\f",
                '\r' => "\\r",
                '"' => "\\\"",
                '\\' => "\\\\",
                < ' ' or '\x7f' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }

        return output.Append('"').ToString();
    }

    private sealed class TomlException(string message) : Exception(message);
}
