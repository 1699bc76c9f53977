namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>How a pod is ended.</summary>
/// <param name="Grace">Time to end by itself; none ends it at once and without hooks.</param>
/// <param name="Force">Completes when the rest of the grace time is void.</param>
/// <param name="ForGood">True when nothing of it shall count as waiting for a further start; false when a later life of the agent may go on with it.</param>
internal sealed record PodStop(TimeSpan Grace, Task Force, bool ForGood);
