namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>Something a runtime tells.</summary>
internal abstract record RuntimeEvent;

/// <summary>The stream stands: what happens from here on, and what happened before, is told. The first event of every stream.</summary>
internal sealed record RuntimeReached : RuntimeEvent;

/// <summary>The state of a pod changed, or may have changed.</summary>
internal sealed record PodChanged(PodReport Report) : RuntimeEvent;

/// <summary>A note for whoever reads the events of the pod.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="IsWarning">True for what went wrong.</param>
/// <param name="Reason">One word.</param>
/// <param name="Message">A sentence.</param>
internal sealed record PodNote(PodKey Pod, bool IsWarning, string Reason, string Message) : RuntimeEvent;
