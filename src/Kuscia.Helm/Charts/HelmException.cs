namespace Kuscia.Helm.Charts;

/// <summary>A failure that a user caused or must see; the message is worded as Helm prints it after <c>Error: </c>.</summary>
/// <param name="message">What is wrong, naming the thing and the value.</param>
/// <param name="inner">The failure below it, if any.</param>
public sealed class HelmException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the templates were being rendered; commands then add a hint.</summary>
    public bool DuringRendering { get; init; }
}
