namespace KubeFate.Cli;

/// <summary>A command ends with a message and an exit code.</summary>
/// <param name="message">For the person at the terminal; empty for none.</param>
/// <param name="code">Exit code, 1 unless told otherwise.</param>
internal sealed class CliException(string message, int code = 1) : Exception(message)
{
    public int Code => code;
}
