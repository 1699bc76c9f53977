namespace Kuscia.Agent.Images;

/// <summary>Images this node can run. Thread-safe.</summary>
internal sealed class ImageCatalog(IReadOnlyList<string> builtIn)
{
    /// <summary>Null when the image is there, otherwise the sentence for the user.</summary>
    public string? WhyMissing(string? image) =>
        string.IsNullOrEmpty(image) ? "the container names no image"
        : builtIn.Any(b => Normalize(b) == Normalize(image)) ? null
        : $"image \"{image}\" is not on this node; the runtime runp runs built-in images here: {string.Join(", ", builtIn)}";

    /// <summary>The image name with its tag, in the form the registry would use.</summary>
    public static string Normalize(string image)
    {
        int slash = image.LastIndexOf('/');
        string tagged = image.IndexOfAny([':', '@'], slash + 1) >= 0 ? image : image + ":latest";
        string first = tagged.Split('/')[0];
        return slash < 0 ? "docker.io/library/" + tagged : first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) ? tagged : "docker.io/" + tagged;
    }
}
