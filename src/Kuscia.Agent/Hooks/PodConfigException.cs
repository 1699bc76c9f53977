namespace Kuscia.Agent.Hooks;

/// <summary>Something a container refers to is not there (yet); the container waits with reason <c>CreateContainerConfigError</c>.</summary>
internal sealed class PodConfigException(string message) : Exception(message);
