using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Yaml;

/// <summary>Writes JSON as Go's encoding/json does.</summary>
internal sealed class JsonWriter
{
    private const int MaxDepth = 1_000;
    private readonly StringBuilder _output = new();
    private readonly bool _escapeHtml;
    private readonly bool _indent;

    private JsonWriter(bool escapeHtml, bool indent)
    {
        _escapeHtml = escapeHtml;
        _indent = indent;
    }

    public static string Write(object? value, bool escapeHtml, bool indent)
    {
        JsonWriter writer = new(escapeHtml, indent);
        writer.Value(value, 0);
        return writer._output.ToString();
    }

    /// <summary>A number as JSON: exponents only for the very small and very large.</summary>
    public static string Number(double number, bool single)
    {
        if (!double.IsFinite(number))
        {
            throw new HelmYamlException($"json: unsupported value: {GoFloat.Format(number)}");
        }
        double magnitude = Math.Abs(number);
        bool exponent = magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21);
        string text = GoFloat.Format(number, exponent ? 'e' : 'f', -1, single);
        return exponent && text.Length >= 4 && text[^4] == 'e' && text[^3] == '-' && text[^2] == '0' ? text[..^2] + text[^1] : text;
    }

    private void Value(object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new HelmYamlException("json: unsupported value: encountered a cycle");
        }
        if (StackGuard.IsLow)
        {
            StackGuard.OnFreshStack<object?>(() =>
            {
                Value(value, depth);
                return null;
            });
            return;
        }

        switch (value)
        {
            case null:
                _output.Append("null");
                break;
            case string text:
                Text(text);
                break;
            case bool truth:
                _output.Append(truth ? "true" : "false");
                break;
            case double number:
                _output.Append(Number(number, false));
                break;
            case float number:
                _output.Append(Number(number, true));
                break;
            case byte[] bytes:
                _output.Append('"').Append(Convert.ToBase64String(bytes)).Append('"');
                break;
            case ValueMap { Type: MapType.Any }:
                throw new HelmYamlException("json: unsupported type: map[interface {}]interface {}");
            case ValueMap map:
                Map(map, depth);
                break;
            case IList list:
                List(list, depth);
                break;
            case IGoObject item:
                Value(item.ToJsonValue(), depth + 1);
                break;
            case Complex:
                throw new HelmYamlException("json: unsupported type: complex128");
            default:
                _output.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private void Map(ValueMap map, int depth)
    {
        if (map.Count == 0)
        {
            _output.Append("{}");
            return;
        }

        char before = '{';
        foreach (KeyValuePair<string, object?> entry in map)
        {
            _output.Append(before);
            before = ',';
            Break(depth + 1);
            Text(entry.Key);
            _output.Append(_indent ? ": " : ":");
            Value(entry.Value, depth + 1);
        }

        Break(depth);
        _output.Append('}');
    }

    private void List(IList list, int depth)
    {
        if (list.Count == 0)
        {
            _output.Append("[]");
            return;
        }

        char before = '[';
        foreach (object? item in list)
        {
            _output.Append(before);
            before = ',';
            Break(depth + 1);
            Value(item, depth + 1);
        }

        Break(depth);
        _output.Append(']');
    }

    private void Break(int depth)
    {
        if (_indent)
        {
            _output.Append('\n').Append(' ', depth * 2);
        }
    }

    private void Text(string text)
    {
        _output.Append('"');
        foreach (Rune rune in GoText.Normalize(text).EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"':
                    _output.Append("\\\"");
                    break;
                case '\\':
                    _output.Append("\\\\");
                    break;
                case '\n':
                    _output.Append("\\n");
                    break;
                case '\r':
                    _output.Append("\\r");
                    break;
                case '\t':
                    _output.Append("\\t");
                    break;
                case < ' ' or 0x2028 or 0x2029:
                case '<' or '>' or '&' when _escapeHtml:
                    _output.Append("\\u").Append(rune.Value.ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    _output.Append(rune.ToString());
                    break;
            }
        }

        _output.Append('"');
    }
}
