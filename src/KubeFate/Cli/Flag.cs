namespace KubeFate.Cli;

/// <summary>A flag of a command.</summary>
/// <param name="Name">Long name.</param>
/// <param name="Short">Short name; empty for none.</param>
/// <param name="Usage">What it does.</param>
/// <param name="IsSwitch">Whether it takes no value.</param>
/// <param name="Default">Its value when it is not given.</param>
/// <param name="Check">Gives the fault of a value, or null.</param>
internal sealed record Flag(string Name, string Short, string Usage, bool IsSwitch = false, string Default = "", Func<string, string?>? Check = null);
