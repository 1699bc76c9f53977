namespace Kuscia.Helm.Values;

/// <summary>The values a user gives on the command line, in the order of the flags.</summary>
public sealed record ValuesOptions
{
    /// <summary>Values files of <c>-f</c>; <c>-</c> is the standard input.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Lines of <c>--set-json</c>.</summary>
    public IReadOnlyList<string> SetJson { get; init; } = [];

    /// <summary>Lines of <c>--set</c>.</summary>
    public IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>Lines of <c>--set-string</c>.</summary>
    public IReadOnlyList<string> SetString { get; init; } = [];

    /// <summary>Lines of <c>--set-file</c>.</summary>
    public IReadOnlyList<string> SetFile { get; init; } = [];
}
