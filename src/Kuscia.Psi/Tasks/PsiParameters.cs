namespace Kuscia.Psi.Tasks;

/// <summary>The attributes of the PSI component.</summary>
internal sealed record PsiParameters
{
    /// <summary>Key columns of the first and of the second input.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Keys { get; init; }

    /// <summary>The protocol the task asks for; empty for any.</summary>
    public required string Protocol { get; init; }

    /// <summary>True when both results are sorted by key and so stand row by row in step.</summary>
    public required bool SortResult { get; init; }

    /// <summary>Who learns the result; empty for both.</summary>
    public required IReadOnlyList<string> Receivers { get; init; }

    /// <summary>True when an empty result is not an error.</summary>
    public required bool AllowEmptyResult { get; init; }

    /// <summary>For each input, true when several rows may have the same key.</summary>
    public required IReadOnlyList<bool> KeysMayRepeat { get; init; }

    /// <summary>True when the party learns the result.</summary>
    public bool Receives(string party) => Receivers.Count == 0 || Receivers.Contains(party);
}
