namespace Kuscia.Psi.Tasks;

/// <summary>All that one party needs to run its side of a task, checked.</summary>
internal sealed record TaskModel
{
    /// <summary>The task.</summary>
    public required string TaskId { get; init; }

    /// <summary>Own party.</summary>
    public required string Self { get; init; }

    /// <summary>The other party.</summary>
    public required string Peer { get; init; }

    /// <summary>Own listening port.</summary>
    public required int ListenPort { get; init; }

    /// <summary>The partner's endpoint of the same port name.</summary>
    public required string PeerEndpoint { get; init; }

    /// <summary>Parameters of the intersection.</summary>
    public required PsiParameters Parameters { get; init; }

    /// <summary>Ids of the two input tables.</summary>
    public required IReadOnlyList<string> InputIds { get; init; }

    /// <summary>Parties in the order of the inputs, as the task lists them.</summary>
    public required IReadOnlyList<string> Parties { get; init; }

    /// <summary>Id of the result table.</summary>
    public required string OutputId { get; init; }

    /// <summary>Path of the result within the data source.</summary>
    public required string OutputUri { get; init; }

    /// <summary>Own data source for the result.</summary>
    public required string DataSourceId { get; init; }

    /// <summary>Where progress is reported; null for nowhere.</summary>
    public Uri? ProgressUrl { get; init; }

    /// <summary>How long the partner may take to answer for the first time.</summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>How long the partner may be silent afterwards.</summary>
    public required TimeSpan StallTimeout { get; init; }

    /// <summary>True when this party learns the result.</summary>
    public bool SelfReceives => Parameters.Receives(Self);

    /// <summary>True when the partner learns the result.</summary>
    public bool PeerReceives => Parameters.Receives(Peer);
}
