using System.Text;

namespace Kuscia.Agent.Hooks;

/// <summary>Expands <c>$(NAME)</c> as Kubernetes does: <c>$$</c> is a dollar sign, an unknown name stays as it is.</summary>
internal static class VariableExpansion
{
    public static string Expand(string text, Func<string, string?> lookup)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder result = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            if (text[i + 1] == '$')
            {
                result.Append('$');
                i++;
                continue;
            }

            int end = text[i + 1] == '(' ? text.IndexOf(')', i + 2) : -1;
            if (end < 0)
            {
                result.Append('$');
                continue;
            }

            result.Append(lookup(text[(i + 2)..end]) ?? text[i..(end + 1)]);
            i = end;
        }

        return result.ToString();
    }
}
