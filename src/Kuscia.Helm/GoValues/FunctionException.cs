namespace Kuscia.Helm.GoValues;

/// <summary>A function refused its arguments; the template fails with "error calling NAME: MESSAGE".</summary>
public sealed class FunctionException : Exception
{
    /// <summary>Creates the failure with the text that the template error shows.</summary>
    public FunctionException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the failure with its cause.</summary>
    public FunctionException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
