using Kuscia.Agent.Logs;
using Kuscia.Agent.Runtimes;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Hooks;

/// <summary>Runs the hooks that turn a container of a pod into something a runtime can start.</summary>
internal sealed class ContainerPreparation(NodeEnvironment node, PodEnvironment podEnvironment, CertificateIssuance certificates, VolumeContent volumes, PodLogPaths logs)
{
    /// <summary>Prepares one run of a container.</summary>
    /// <exception cref="PodConfigException">Something it refers to is missing.</exception>
    /// <exception cref="ContainerStartException">It cannot be started as it is.</exception>
    public async Task<ContainerStart> PrepareAsync(Pod pod, Container container, int attempt, CancellationToken cancellationToken)
    {
        string working = container.WorkingDir ?? "";
        ContainerContent content = new();
        Dictionary<string, string> environment = node.Create(container);
        certificates.Add(pod, working, environment, content.Files);
        await podEnvironment.AddAsync(pod, container, environment, cancellationToken);
        node.PrependEngines(environment);
        await volumes.AddAsync(pod, container, environment, content, cancellationToken);
        string[] command = [.. (container.Command ?? []).Concat(container.Args ?? []).Select(a => VariableExpansion.Expand(a, environment.GetValueOrDefault))];
        if (command.Length == 0)
        {
            throw new ContainerStartException($"container {container.Name} has no command; built-in images need command (or args) in the AppImage");
        }

        return new ContainerStart
        {
            Pod = PodKey.Of(pod),
            Container = container.Name,
            Attempt = attempt,
            Command = command,
            WorkingDirectory = working,
            Environment = environment,
            Files = content.Files,
            Links = content.Links,
            Scratch = content.Scratch,
            LogPath = logs.File(PodKey.Of(pod), container.Name, attempt),
            Limits = ContainerLimits.Of(container),
        };
    }
}
