using System.Text;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Values;

/// <content>Reading of values and of text up to a stop.</content>
internal sealed partial class SetParser
{
    private (object? Value, Ending Ending) Value()
    {
        if (_convert is null)
        {
            return JsonValue();
        }

        if (_at == _text.Length)
        {
            return ("", Ending.End);
        }

        if (_text[_at] == '{')
        {
            _at++;
            return (ValueList(), Ending.More);
        }

        (string value, char? stop) = Until(',');
        return (_convert(value), stop is null ? Ending.End : Ending.More);
    }

    private List<object?> ValueList()
    {
        List<object?> list = [];
        while (true)
        {
            (string value, char? stop) = Until(',', '}');
            if (stop is null)
            {
                throw new HelmException("list must terminate with '}'");
            }

            list.Add(_convert!(value)); // not null: lists in braces belong to the other grammars than JSON
            if (stop == '}')
            {
                _at += _at < _text.Length && _text[_at] == ',' ? 1 : 0;
                return list;
            }
        }
    }

    private (object? Value, Ending Ending) JsonValue()
    {
        if (SkipToValue())
        {
            return (null, Ending.More);
        }

        object? value = JsonPrefix.Read(_text, ref _at);
        SkipToValue();
        return (value, Ending.More);
    }

    // Skips blanks; true when the value ended there (a comma, which is taken, or the end of the line).
    private bool SkipToValue()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        if (_at < _text.Length && _text[_at] != ',')
        {
            return false;
        }

        _at += _at < _text.Length ? 1 : 0;
        return true;
    }

    // A backslash takes away the meaning of the next character.
    private (string Text, char? Stop) Until(params ReadOnlySpan<char> stops)
    {
        StringBuilder read = new();
        while (_at < _text.Length)
        {
            char c = _text[_at++];
            if (stops.Contains(c))
            {
                return (read.ToString(), c);
            }

            if (c != '\\')
            {
                read.Append(c);
                continue;
            }

            if (_at < _text.Length)
            {
                read.Append(_text[_at++]);
            }
        }

        return (read.ToString(), null);
    }
}
