namespace Kuscia.Client.Resources;

/// <summary>Narrows a list or a watch.</summary>
public sealed record ListOptions
{
    /// <summary>No selector, the newest version.</summary>
    public static readonly ListOptions All = new();

    /// <summary>Kubernetes label selector text, for example <c>a=b,c in (d,e),!f</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Kubernetes field selector text, for example <c>metadata.name=x</c> or <c>spec.nodeName=n</c>.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>For a watch: changes after this version; null starts with synthetic ADDED events of what exists.</summary>
    public string? ResourceVersion { get; init; }
}
