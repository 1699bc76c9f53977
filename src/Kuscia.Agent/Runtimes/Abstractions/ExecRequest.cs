namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>A command for a running container. A cancelled command is ended with its children.</summary>
/// <param name="Command">Program and arguments.</param>
/// <param name="Input">What it reads; null for nothing.</param>
/// <param name="Output">Where its standard output goes.</param>
/// <param name="Error">Where its standard error goes; may be the same.</param>
internal sealed record ExecRequest(IReadOnlyList<string> Command, Stream? Input, Stream Output, Stream Error);
