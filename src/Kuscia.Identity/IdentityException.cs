namespace Kuscia.Identity;

/// <summary>The domain key or one of its certificates cannot be used; the message tells the operator what is wrong and what cures it.</summary>
public sealed class IdentityException : Exception
{
    /// <summary>An exception with a message for the operator.</summary>
    public IdentityException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message for the operator and its cause.</summary>
    public IdentityException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
