namespace Kuscia.Helm.Releases;

/// <summary>One document of a rendered template.</summary>
/// <param name="Name">Path of the template.</param>
/// <param name="Content">Text of the document.</param>
/// <param name="Head">Kind, name and annotations.</param>
public sealed record Manifest(string Name, string Content, ManifestHead Head);
