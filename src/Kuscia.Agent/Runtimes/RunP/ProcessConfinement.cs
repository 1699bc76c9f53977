namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>How the first process of a container is held to its limits.</summary>
/// <param name="Joins">Files of control groups to write its id to; none holds a blank.</param>
/// <param name="DataKibibytes">Largest private memory of each process (RLIMIT_DATA) in KiB; 0 is no limit.</param>
internal sealed record ProcessConfinement(IReadOnlyList<string> Joins, long DataKibibytes);
