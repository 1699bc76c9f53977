namespace Kuscia.Helm.Templates;

/// <summary>A template could not be parsed or rendered; the message is the exact text a user of Helm sees.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>Creates the failure.</summary>
    public TemplateException(TemplateFailure failure, string message)
        : base(message) => Failure = failure;

    /// <summary>Creates the failure with its cause.</summary>
    public TemplateException(TemplateFailure failure, string message, Exception cause)
        : base(message, cause) => Failure = failure;

    /// <summary>What kind of failure it is.</summary>
    public TemplateFailure Failure { get; }
}
