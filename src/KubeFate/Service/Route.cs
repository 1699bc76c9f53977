namespace KubeFate.Service;

/// <summary>One route.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Pattern">Path with <c>:name</c> for parts that vary, with or without a slash at its end.</param>
/// <param name="IsOpen">Whether it needs no token.</param>
/// <param name="Handler">Answers.</param>
internal sealed record Route(string Method, string Pattern, bool IsOpen, Func<Call, Task> Handler)
{
    private readonly string[] parts = Pattern.Split('/');

    /// <summary>The values of the varying parts; null when the path is another one.</summary>
    public IReadOnlyDictionary<string, string>? Match(string path)
    {
        string[] given = path.Split('/');
        if (given.Length != parts.Length)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].StartsWith(':'))
            {
                bool last = i == parts.Length - 1;
                if (given[i].Length == 0 && (last || parts.Length < 6))
                {
                    return null;
                }

                values[parts[i][1..]] = given[i];
            }
            else if (parts[i] != given[i])
            {
                return null;
            }
        }

        return values;
    }
}
