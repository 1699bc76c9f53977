namespace Kuscia.Psi.Metadata;

/// <summary>Where the own data lies.</summary>
/// <param name="InputPath">The own table.</param>
/// <param name="OutputPath">The result.</param>
/// <param name="InputIndex">Which of the task's inputs is the own one: 0 or 1.</param>
/// <param name="ColumnTypes">Types of the own columns by name, as far as known.</param>
/// <param name="MayReplace">True when an older result at that place may be replaced.</param>
internal sealed record DataLocation(
    string InputPath, string OutputPath, int InputIndex, IReadOnlyDictionary<string, string> ColumnTypes, bool MayReplace);
