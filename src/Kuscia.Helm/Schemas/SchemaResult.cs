namespace Kuscia.Helm.Schemas;

/// <summary>The faults of one value against one schema, with a score that tells how near it came.</summary>
internal sealed class SchemaResult
{
    private const int MaxErrors = 1000;
    private readonly List<string> _errors = [];

    public IReadOnlyList<string> Errors => _errors;

    public int Score { get; private set; }

    public bool IsValid => _errors.Count == 0;

    public void Add(string context, string description)
    {
        Score--;
        if (_errors.Count < MaxErrors)
        {
            _errors.Add($"{context}: {description}");
        }
    }

    public void Passed() => Score++;

    public void Merge(SchemaResult other)
    {
        Score += other.Score;
        _errors.AddRange(other._errors.Take(MaxErrors - _errors.Count));
    }
}
