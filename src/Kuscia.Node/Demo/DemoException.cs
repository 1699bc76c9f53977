namespace Kuscia.Node.Demo;

/// <summary>A step of the demo failed.</summary>
/// <param name="message">What happened.</param>
/// <param name="logFile">The file that tells more.</param>
internal sealed class DemoException(string message, string logFile) : Exception(message)
{
    public string LogFile { get; } = logFile;
}
