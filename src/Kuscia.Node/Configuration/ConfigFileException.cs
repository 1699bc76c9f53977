namespace Kuscia.Node.Configuration;

/// <summary>The configuration file cannot be had; the message says why and what helps.</summary>
internal sealed class ConfigFileException(string message, Exception? innerException = null) : Exception(message, innerException);
