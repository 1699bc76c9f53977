namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>A container cannot be started at all; the message is shown to the user as reason <c>StartError</c>.</summary>
internal sealed class ContainerStartException(string message) : Exception(message);
