namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>What an image says of itself (OCI image configuration); what it leaves open is empty.</summary>
internal sealed record ImageFacts
{
    /// <summary>The id, <c>sha256:…</c>; null for an image without layers.</summary>
    public string? Id { get; init; }

    /// <summary>Begins the command of a container that names none.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>Ends it when the container has no args either.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Variables below those of the pod.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string WorkingDirectory { get; init; } = "";

    /// <summary><c>user[:group]</c>, names or numbers; empty for the runtime's own.</summary>
    public string User { get; init; } = "";
}
