using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Images;

/// <summary>Images whose programs are part of this installation: names without layers, which need no fetching and cannot be fetched. Thread-safe.</summary>
internal sealed class BuiltInImages(IReadOnlyList<string> names) : IImageStore
{
    private static readonly ImageFacts Facts = new();

    /// <inheritdoc/>
    public Task<ImageFacts?> FindAsync(string image, CancellationToken cancellationToken) => Task.FromResult(Has(image) ? Facts : null);

    /// <inheritdoc/>
    public Task PullAsync(string image, CancellationToken cancellationToken) => Has(image)
        ? Task.CompletedTask
        : throw new ImageException(
            image.Length == 0 ? "the container names no image" : $"image \"{image}\" is not on this node; the runtime runp runs built-in images here: {string.Join(", ", names)}",
            isFinal: true);

    private bool Has(string image) => image.Length > 0 && names.Any(n => Normalize(n) == Normalize(image));

    // The image name with its tag, in the form the registry would use.
    private static string Normalize(string image)
    {
        int slash = image.LastIndexOf('/');
        string tagged = image.IndexOfAny([':', '@'], slash + 1) >= 0 ? image : image + ":latest";
        string first = tagged.Split('/')[0];
        return slash < 0 ? "docker.io/library/" + tagged : first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) ? tagged : "docker.io/" + tagged;
    }
}
