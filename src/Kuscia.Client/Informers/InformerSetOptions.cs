namespace Kuscia.Client.Informers;

/// <summary>Where the informers of a set read and how much of it they keep.</summary>
public sealed record InformerSetOptions
{
    /// <summary>Name of the server in logs and failures, for example the partner's domain; null for the own one.</summary>
    public string? Source { get; init; }

    /// <summary>Most objects that all informers of the set keep together; default unlimited.</summary>
    public long MaxObjects { get; init; } = long.MaxValue;

    /// <summary>Most bytes of memory that these objects take, as the client weighs them; default unlimited.</summary>
    public long MaxWeight { get; init; } = long.MaxValue;

    /// <summary>When the server can be reached; nothing is asked before. Default at once.</summary>
    public Task Begins { get; init; } = Task.CompletedTask;

    /// <summary>Longest pause between two attempts to reach the server; default 10 s.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(10);
}
