namespace Kuscia.ApiServer.Access;

/// <summary>May somebody do something? Either on a resource or on a path.</summary>
internal sealed record AccessQuestion(string Verb)
{
    public string Group { get; init; } = "";
    public string Resource { get; init; } = "";
    public string? Subresource { get; init; }
    public string? Namespace { get; init; }
    public string Name { get; init; } = "";

    /// <summary>For requests that are about no resource.</summary>
    public string? Path { get; init; }

    /// <summary>The resource with its subresource, as rules name it.</summary>
    public string QualifiedResource => string.IsNullOrEmpty(Subresource) ? Resource : $"{Resource}/{Subresource}";
}

/// <summary>The answer to an <see cref="AccessQuestion"/>.</summary>
internal sealed record AccessAnswer(bool Allowed, string? Reason);
