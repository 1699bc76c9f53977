using System.Globalization;
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Yaml.Printing;

/// <summary>
/// Prints block YAML byte for byte as yaml.v2 2.4.0: lists are not indented below their key, long lines are folded after
/// column 80, keys are sorted with numbers in them compared as numbers.
/// </summary>
internal sealed partial class YamlEmitter
{
    private const int Indent = 2;
    private const int MaxSimpleKey = 128;

    private readonly StringBuilder _output = new();
    private int _indent = -1;
    private int _column;
    private bool _whitespace = true;
    private bool _indention = true;

    private enum Context : byte
    {
        Root,
        Sequence,
        Mapping,
    }

    /// <summary>Prints a document made of <see cref="YamlMap"/>, <see cref="YamlList"/> and scalars.</summary>
    public static string Emit(object? value)
    {
        YamlEmitter emitter = new();
        emitter.Node(value, Context.Root, false);
        emitter.WriteIndent();
        return emitter._output.ToString();
    }

    private void Node(object? value, Context context, bool simpleKey)
    {
        if (StackGuard.IsLow)
        {
            StackGuard.OnFreshStack<object?>(() =>
            {
                Node(value, context, simpleKey);
                return null;
            });
            return;
        }

        switch (value)
        {
            case YamlMap { Entries.Count: 0 }:
                Empty("{", "}");
                break;
            case YamlList { Items.Count: 0 }:
                Empty("[", "]");
                break;
            case YamlMap map:
                Mapping(map);
                break;
            case YamlList list:
                Sequence(list, context == Context.Mapping && !_indention);
                break;
            case string text:
                Text(text, simpleKey);
                break;
            default:
                Scalar(Plain(value), ScalarForm.Plain, simpleKey);
                break;
        }
    }

    private static string Plain(object? value) => value switch
    {
        null or DBNull => "null",
        bool truth => truth ? "true" : "false",
        double number => Number(number),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Number(double number) => GoFloat.Format(number) switch
    {
        "+Inf" => ".inf",
        "-Inf" => "-.inf",
        "NaN" => ".nan",
        string text => text,
    };

    private void Empty(string open, string close)
    {
        WriteIndicator(open, true, true, false);
        WriteIndicator(close, false, false, false);
    }

    private void Sequence(YamlList list, bool indentless)
    {
        int saved = _indent;
        Deepen(indentless);
        foreach (object? item in list.Items)
        {
            WriteIndent();
            WriteIndicator("-", true, false, true);
            Node(item, Context.Sequence, false);
        }

        _indent = saved;
    }

    private void Mapping(YamlMap map)
    {
        int saved = _indent;
        Deepen(false);
        foreach (KeyValuePair<object, object?> entry in YamlKeyOrder.Sort(map.Entries))
        {
            WriteIndent();
            if (IsSimpleKey(entry.Key))
            {
                Node(entry.Key, Context.Mapping, true);
                WriteIndicator(":", false, false, false);
            }
            else
            {
                WriteIndicator("?", true, false, true);
                Node(entry.Key, Context.Mapping, false);
                WriteIndent();
                WriteIndicator(":", true, false, true);
            }

            Node(entry.Value, Context.Mapping, false);
        }

        _indent = saved;
    }

    private void Deepen(bool indentless)
    {
        if (_indent < 0)
        {
            _indent = 0;
        }
        else if (!indentless)
        {
            _indent += Indent;
        }
    }

    private static bool IsSimpleKey(object key) =>
        key is not string text || (Encoding.UTF8.GetByteCount(text) <= MaxSimpleKey && !ScalarAnalysis.HasBreak(text));

    private void Text(string text, bool simpleKey)
    {
        bool plain = YamlScalars.Resolve(text, out _) == YamlScalars.Kind.Text && !YamlScalars.IsBase60(text);
        ScalarForm form = text.Contains('\n', StringComparison.Ordinal)
            ? ScalarForm.Literal
            : plain ? ScalarForm.Plain : ScalarForm.DoubleQuoted;
        Scalar(text, form, simpleKey);
    }

    private void Put(char c)
    {
        _output.Append(c);
        _column++;
    }

    private void PutBreak()
    {
        _output.Append('\n');
        _column = 0;
    }

    private void WriteIndent()
    {
        int indent = Math.Max(_indent, 0);
        if (!_indention || _column > indent || (_column == indent && !_whitespace))
        {
            PutBreak();
        }
        while (_column < indent)
        {
            Put(' ');
        }
        _whitespace = true;
        _indention = true;
    }

    private void WriteIndicator(string indicator, bool needsSpace, bool isSpace, bool isIndention)
    {
        if (needsSpace && !_whitespace)
        {
            Put(' ');
        }
        foreach (char c in indicator)
        {
            Put(c);
        }
        _whitespace = isSpace;
        _indention &= isIndention;
    }
}
