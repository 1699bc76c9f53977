namespace Kuscia.Psi;

/// <summary>An expected failure of a run: a sentence for the user and the exit code it leads to.</summary>
internal sealed class PsiException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code of the process.</summary>
    public ExitCode Code { get; } = code;

    /// <summary>True when the partner already knows the reason, so that telling it again is pointless.</summary>
    public bool FromPartner { get; init; }
}
