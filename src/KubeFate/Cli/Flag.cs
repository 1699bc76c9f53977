namespace KubeFate.Cli;

/// <summary>A flag of a command.</summary>
/// <param name="Name">Long name.</param>
/// <param name="Short">Short name; empty for none.</param>
/// <param name="Usage">What it does.</param>
/// <param name="IsSwitch">Whether it takes no value.</param>
/// <param name="Default">Its value when it is not given.</param>
/// <param name="IsQuoted">Whether help shows the default in quotes.</param>
/// <param name="Check">Gives the fault of a value, or null.</param>
internal sealed record Flag(string Name, string Short, string Usage, bool IsSwitch = false, string Default = "", bool IsQuoted = false, Func<string, string?>? Check = null)
{
    /// <summary>How help shows the default, where that is not its text.</summary>
    public string Shown { get; init; } = IsQuoted ? $"\"{Default}\"" : Default;
}
