namespace Kuscia.Helm.Commands;

/// <summary>How serious a finding is.</summary>
internal enum LintSeverity
{
    /// <summary>A recommendation.</summary>
    Info,

    /// <summary>Against convention; probably works.</summary>
    Warning,

    /// <summary>Will probably not work.</summary>
    Error,
}

/// <summary>One finding about a chart.</summary>
/// <param name="Severity">How serious.</param>
/// <param name="Path">The file; empty for the chart as a whole.</param>
/// <param name="Text">What is wrong.</param>
internal sealed record LintMessage(LintSeverity Severity, string Path, string Text)
{
    public override string ToString() => $"[{Severity.ToString().ToUpperInvariant()}] {Path}: {Text}";
}
