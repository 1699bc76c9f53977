namespace Kuscia.Hosting.Modules;

/// <summary>A module cannot start; the message tells the operator what is wrong and what cures it.</summary>
public sealed class ModuleStartException : Exception
{
    /// <summary>An exception with a message for the operator.</summary>
    public ModuleStartException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message for the operator and its cause.</summary>
    public ModuleStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
