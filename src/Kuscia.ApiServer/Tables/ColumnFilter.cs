using System.Globalization;
using System.Text.Json;

namespace Kuscia.ApiServer.Tables;

/// <summary>The condition of a filter: <c>@.path</c> alone (it exists) or compared with a text, number or boolean.</summary>
internal sealed class ColumnFilter
{
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];

    private readonly ColumnPath _path;
    private readonly string? _operator;
    private readonly string _operand;
    private readonly bool _operandIsText;

    private ColumnFilter(ColumnPath path, string? @operator, string operand, bool operandIsText)
    {
        _path = path;
        _operator = @operator;
        _operand = operand;
        _operandIsText = operandIsText;
    }

    /// <summary>Parses what stands between <c>?(</c> and <c>)</c>; throws <see cref="FormatException"/>.</summary>
    public static ColumnFilter Parse(string text)
    {
        foreach (string symbol in Operators)
        {
            int at = text.IndexOf(symbol, StringComparison.Ordinal);
            if (at > 0)
            {
                string operand = text[(at + symbol.Length)..].Trim();
                bool quoted = operand.Length >= 2 && operand[0] is '"' or '\'' && operand[^1] == operand[0];
                return new ColumnFilter(Path(text[..at].Trim()), symbol, quoted ? operand[1..^1] : operand, quoted);
            }
        }

        return new ColumnFilter(Path(text.Trim()), null, "", false);
    }

    /// <summary>True when the element satisfies the condition.</summary>
    public bool Matches(JsonElement element)
    {
        JsonElement? found = _path.First(element);
        if (_operator is null)
        {
            return found is not null;
        }

        return found is { } value && Compare(value) is { } order && Holds(order);
    }

    private bool Holds(int order) => _operator switch
    {
        "==" => order == 0,
        "!=" => order != 0,
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        _ => order >= 0,
    };

    private int? Compare(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when _operandIsText => string.CompareOrdinal(value.GetString(), _operand),
        JsonValueKind.Number when double.TryParse(_operand, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => value.GetDouble().CompareTo(number),
        JsonValueKind.True or JsonValueKind.False when !_operandIsText => string.CompareOrdinal(value.GetRawText(), _operand),
        _ => null,
    };

    private static ColumnPath Path(string text) =>
        text.StartsWith('@') ? ColumnPath.Parse(text[1..]) : throw new FormatException($"The filter \"{text}\" must start with @.");
}
