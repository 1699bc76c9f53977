using Kuscia.Model.Meta;

namespace Kuscia.Client.Leadership;

/// <summary>How instances agree on one that leads, by a Lease that all of them can write. The times are those of Kubernetes' own components.</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>The Lease.</summary>
    public required ResourceName Lease { get; init; }

    /// <summary>
    /// Who this instance is: no other instance that may run at the same time has this name, and the next process of this instance has it again. A Lease with this
    /// holder, found at the start, is one of a process that is dead, and is taken at once.
    /// </summary>
    public required string Identity { get; init; }

    /// <summary>
    /// True when no other process can have the store open: whoever a Lease found at the start names is dead, and the own one needs no renewal, so a quiet node writes
    /// nothing and a store that takes no writes for a time stops nobody. Default false.
    /// </summary>
    public bool IsAlone { get; init; }

    /// <summary>Time after which others may take a Lease that was not renewed; default 15 s.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time after which a leader that could not renew stops leading; default 10 s. The rest of the lease is left for what it does to end.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between two looks or renewals; default 2 s.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);
}
