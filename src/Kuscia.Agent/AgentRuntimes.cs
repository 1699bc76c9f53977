using Kuscia.Agent.Capacity;
using Kuscia.Agent.Hooks;
using Kuscia.Agent.Logs;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Agent.Runtimes.Containers;
using Kuscia.Agent.Runtimes.RunP;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Modules;
using Kuscia.Identity;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent;

/// <summary>The runtimes that this version has.</summary>
public static class AgentRuntimes
{
    internal const string Processes = "runp";

    /// <summary>Names for <c>runtime:</c> of kuscia.yaml; the first is taken in place of one that is not offered.</summary>
    public static IReadOnlyList<string> Offered { get; } = [Processes];

    /// <summary>The runtime that the options name.</summary>
    /// <exception cref="ModuleStartException">There is none of that name.</exception>
    internal static IPodRuntime Create(RuntimeParts parts) => parts.Options.Runtime switch
    {
        Processes => Pods(ProcessContainers(parts), parts),
        string other => throw new ModuleStartException($"runtime: '{other}' is not available in this version; set one of {string.Join(", ", Offered)}"),
    };

    /// <summary>Pods of the containers of a container runtime.</summary>
    internal static IPodRuntime Pods(IContainerRuntime containers, RuntimeParts parts) =>
        new ContainerPodRuntime(containers, Preparation(parts), parts.Logs, parts.Options.Timing, parts.Time, parts.Loggers);

    /// <summary>Containers that are processes of this user.</summary>
    internal static ProcessRuntime ProcessContainers(RuntimeParts parts) => new(
        new ProcessRuntimeOptions(parts.Options.SandboxDirectory, parts.Options.HostAddress, parts.Options.BuiltInImages),
        ControlGroups.Detect(parts.Options.ControlGroupMount),
        parts.Time,
        parts.Loggers.CreateLogger<ProcessRuntime>());

    private static ContainerPreparation Preparation(RuntimeParts parts)
    {
        ConfigReader configs = new(parts.Client);
        return new ContainerPreparation(
            new NodeEnvironment(parts.Options, parts.Capacity),
            new PodEnvironment(configs, parts.Options.HostAddress),
            new CertificateIssuance(parts.Identity),
            new VolumeContent(configs, new ConfigRendering(parts.Options, configs, parts.Identity)),
            parts.LogPaths);
    }
}

/// <summary>What a runtime may be made of.</summary>
internal sealed record RuntimeParts(
    AgentOptions Options, NodeCapacity Capacity, IResourceClient Client, DomainIdentity Identity, PodLogPaths LogPaths, LogIntake Logs, TimeProvider Time, ILoggerFactory Loggers);
