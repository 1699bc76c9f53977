using System.Globalization;
using System.Text.RegularExpressions;

namespace Kuscia.Model.Selectors;

/// <summary>Recursive descent over the selector grammar; error texts are those of Kubernetes.</summary>
internal sealed partial class LabelSelectorParser(string text)
{
    private const string NameRule =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string ValueRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private readonly string[] _tokens = Split(text);
    private int _next;

    private string Current => _next < _tokens.Length ? _tokens[_next] : "";

    public IReadOnlyList<LabelRequirement> Parse()
    {
        List<LabelRequirement> requirements = new();
        while (true)
        {
            if (Current != "!" && !IsIdentifier(Current))
            {
                throw new SelectorException($"found '{Current}', expected: !, identifier, or 'end of string'");
            }

            requirements.Add(ParseRequirement());
            if (Current.Length == 0)
            {
                return requirements;
            }

            if (Current != ",")
            {
                throw new SelectorException($"found '{Current}', expected: ',' or 'end of string'");
            }

            _next++;
            if (Current != "!" && !IsIdentifier(Current))
            {
                throw new SelectorException($"found '{Current}', expected: identifier after ','");
            }
        }
    }

    private LabelRequirement ParseRequirement()
    {
        bool absent = Take("!");
        if (!IsIdentifier(Current))
        {
            throw Unparsable($"found '{Current}', expected: identifier");
        }

        string key = _tokens[_next++];
        CheckKey(key);
        if (absent)
        {
            return new LabelRequirement(key, LabelOperator.DoesNotExist, []);
        }

        if (Current is "" or ",")
        {
            return new LabelRequirement(key, LabelOperator.Exists, []);
        }

        return ParseComparison(key, Current);
    }

    private LabelRequirement ParseComparison(string key, string symbol)
    {
        switch (symbol)
        {
            case "in" or "notin":
                _next++;
                return Checked(new LabelRequirement(key, symbol == "in" ? LabelOperator.In : LabelOperator.NotIn, ParseSet()));
            case "=" or "==" or "!=":
                _next++;
                return Checked(new LabelRequirement(key, symbol == "!=" ? LabelOperator.NotIn : LabelOperator.In, [ParseValue()]));
            case ">" or "<":
                _next++;
                return Number(new LabelRequirement(key, symbol == ">" ? LabelOperator.GreaterThan : LabelOperator.LessThan, [ParseValue()]));
            case "!":
                throw new SelectorException("found '!', expected: ',' or 'end of string'");
            default:
                throw Unparsable($"found '{symbol}', expected: in, notin, =, ==, !=, gt, lt");
        }
    }

    private string ParseValue()
    {
        if (Current is "" or ",")
        {
            return "";
        }

        if (!IsIdentifier(Current))
        {
            throw Unparsable($"found '{Current}', expected: identifier");
        }

        return _tokens[_next++];
    }

    private List<string> ParseSet()
    {
        if (!Take("("))
        {
            throw Unparsable($"found '{Current}' expected: '('");
        }

        List<string> values = new();
        while (true)
        {
            values.Add(IsIdentifier(Current) ? _tokens[_next++] : "");
            if (Take(")"))
            {
                return values;
            }

            if (!Take(","))
            {
                throw Unparsable($"found '{Current}', expected: ',' or ')'");
            }
        }
    }

    private bool Take(string token)
    {
        bool found = Current == token;
        _next += found ? 1 : 0;
        return found;
    }

    private static LabelRequirement Number(LabelRequirement requirement) =>
        long.TryParse(requirement.Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? requirement
            : throw Unparsable($"values[0]: Invalid value: \"{requirement.Values[0]}\": for 'Gt', 'Lt' operators, the value must be an integer");

    private static LabelRequirement Checked(LabelRequirement requirement)
    {
        for (int i = 0; i < requirement.Values.Count; i++)
        {
            string value = requirement.Values[i];
            if (value.Length > 63 || (value.Length > 0 && !NamePattern().IsMatch(value)))
            {
                string why = value.Length > 63 ? "must be no more than 63 characters" : ValueRule;
                throw Unparsable($"values[{i}][{requirement.Key}]: Invalid value: \"{value}\": {why}");
            }
        }

        return requirement;
    }

    private static void CheckKey(string key)
    {
        string name = key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];
        if (name.Length > 63 || !NamePattern().IsMatch(name))
        {
            throw Unparsable($"<nil>: Invalid value: \"{key}\": {(name.Length > 63 ? "name part must be no more than 63 characters" : NameRule)}");
        }
    }

    private static SelectorException Unparsable(string what) => new($"unable to parse requirement: {what}");

    private static bool IsIdentifier(string token) => token.Length > 0 && "!=<>(),".IndexOf(token[0], StringComparison.Ordinal) < 0;

    private static string[] Split(string text) => [.. TokenPattern().Matches(text).Select(m => m.Value)];

    [GeneratedRegex("==|!=|[!=<>(),]|[^!=<>(),\\s]+")]
    private static partial Regex TokenPattern();

    [GeneratedRegex("^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$")]
    private static partial Regex NamePattern();
}
