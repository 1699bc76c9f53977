using System.Text;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Values;

/// <content>Reading of values and of text up to a stop.</content>
internal sealed partial class SetParser
{
    private (object? Value, Ending Ending) Value()
    {
        if (convert is null)
        {
            return JsonValue();
        }

        if (at == text.Length)
        {
            return ("", Ending.End);
        }

        if (text[at] == '{')
        {
            at++;
            return (ValueList(), Ending.More);
        }

        (string value, char? stop) = Until(',');
        return (convert(value), stop is null ? Ending.End : Ending.More);
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

            list.Add(convert!(value)); // not null: lists in braces belong to the other grammars than JSON
            if (stop == '}')
            {
                at += at < text.Length && text[at] == ',' ? 1 : 0;
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

        object? value = JsonPrefix.Read(text, ref at);
        SkipToValue();
        return (value, Ending.More);
    }

    // Skips blanks; true when the value ended there (a comma, which is taken, or the end of the line).
    private bool SkipToValue()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        if (at < text.Length && text[at] != ',')
        {
            return false;
        }

        at += at < text.Length ? 1 : 0;
        return true;
    }

    // A backslash takes away the meaning of the next character.
    private (string Text, char? Stop) Until(params ReadOnlySpan<char> stops)
    {
        var read = new StringBuilder();
        while (at < text.Length)
        {
            char c = text[at++];
            if (stops.Contains(c))
            {
                return (read.ToString(), c);
            }

            if (c != '\\')
            {
                read.Append(c);
                continue;
            }

            if (at < text.Length)
            {
                read.Append(text[at++]);
            }
        }

        return (read.ToString(), null);
    }
}
