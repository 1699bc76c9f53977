namespace Kuscia.Node.Commands;

/// <summary>A command cannot do what was asked; the message is shown to the user and the program ends with exit code 1.</summary>
internal sealed class CommandException : Exception
{
    public CommandException(string message)
        : base(message)
    {
    }

    public CommandException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
