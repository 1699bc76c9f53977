namespace KubeFate.Service;

/// <summary>One route.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Pattern">Path with <c>:name</c> for parts that vary, with or without a slash at its end.</param>
/// <param name="IsOpen">Whether it needs no token.</param>
/// <param name="Handler">Answers.</param>
internal sealed record Route(string Method, string Pattern, bool IsOpen, Func<Call, Task> Handler)
{
    private readonly string[] _parts = Pattern.Split('/');

    /// <summary>The values of the varying parts; null when the path is another one.</summary>
    public IReadOnlyDictionary<string, string>? Match(string path)
    {
        string[] given = path.Split('/');
        if (given.Length != _parts.Length)
        {
            return null;
        }

        Dictionary<string, string> values = new(StringComparer.Ordinal);
        for (int i = 0; i < _parts.Length; i++)
        {
            if (_parts[i].StartsWith(':'))
            {
                bool last = i == _parts.Length - 1;
                if (given[i].Length == 0 && (last || _parts.Length < 6))
                {
                    return null;
                }

                values[_parts[i][1..]] = given[i];
            }
            else if (_parts[i] != given[i])
            {
                return null;
            }
        }

        return values;
    }
}
