namespace Kuscia.Helm.Yaml;

/// <summary>Text is no YAML or JSON, or a value cannot be written; the message is worded as the original's.</summary>
public sealed class HelmYamlException : Exception
{
    /// <summary>Creates the failure.</summary>
    public HelmYamlException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the failure with its cause.</summary>
    public HelmYamlException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
