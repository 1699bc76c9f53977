namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>The images that a container runtime can start. Thread-safe.</summary>
internal interface IImageStore
{
    /// <summary>The image of that name, or null when it is not here.</summary>
    Task<ImageFacts?> FindAsync(string image, CancellationToken cancellationToken);

    /// <summary>Fetches an image; for one that is here and has no other source this is nothing to do.</summary>
    /// <exception cref="ImageException">It cannot be had.</exception>
    Task PullAsync(string image, CancellationToken cancellationToken);
}

/// <summary>An image cannot be had; the message is for the user.</summary>
/// <param name="message">What is wrong and what cures it.</param>
/// <param name="isFinal">True when no further attempt can succeed before somebody acts on this node.</param>
internal sealed class ImageException(string message, bool isFinal) : Exception(message)
{
    public bool IsFinal => isFinal;
}
