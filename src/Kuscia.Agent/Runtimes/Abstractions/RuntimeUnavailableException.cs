namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>What the runtime stands on (a container engine, another cluster) cannot be reached now; what runs there runs on. The message says what was tried.</summary>
internal sealed class RuntimeUnavailableException(string message) : Exception(message);
