using System.Text.Json;
using Kuscia.Agent.Logs;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Hooks;

/// <summary>Runs the hooks that turn a container of a pod into something a runtime can start.</summary>
internal sealed class ContainerPreparation(NodeEnvironment node, PodEnvironment podEnvironment, CertificateIssuance certificates, VolumeContent volumes, PodLogPaths logs)
{
    /// <summary>Prepares one run of a container.</summary>
    /// <exception cref="PodConfigException">Something it refers to is missing.</exception>
    /// <exception cref="ContainerStartException">It cannot be started as it is.</exception>
    public async Task<ContainerStart> PrepareAsync(PreparationRequest request, CancellationToken cancellationToken)
    {
        (Pod pod, Container container, int attempt, ImageFacts image, PodNetwork network) = request;
        string working = container.WorkingDir is { Length: > 0 } given ? given : image.WorkingDirectory;
        ContainerContent content = new();
        Dictionary<string, string> environment = node.Create(container, image, network);
        certificates.Add(pod, working, network, environment, content.Files);
        await podEnvironment.AddAsync(pod, container, network, environment, cancellationToken);
        node.PrependEngines(environment);
        await volumes.AddAsync(pod, container, environment, content, cancellationToken);
        string[] command = [.. Command(container, image).Select(a => VariableExpansion.Expand(a, environment.GetValueOrDefault))];
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
            Image = container.Image ?? "",
            User = User(pod, container) ?? image.User,
            Limits = ContainerLimits.Of(container),
        };
    }

    // As for a kubelet: a command of the container makes the image's own void, args alone replace only what the image gives to its entry point.
    private static IEnumerable<string> Command(Container container, ImageFacts image)
    {
        IReadOnlyList<string> args = container.Args ?? [];
        return container.Command is { Count: > 0 } command ? command.Concat(args) : image.Entrypoint.Concat(args.Count > 0 ? args : image.Command);
    }

    private static string? User(Pod pod, Container container)
    {
        JsonElement? ofPod = pod.Spec?.Extra?.TryGetValue("securityContext", out JsonElement context) == true ? context : null;
        return (Member(container.SecurityContext, "runAsUser") ?? Member(ofPod, "runAsUser")) is not { } user
            ? null
            : (Member(container.SecurityContext, "runAsGroup") ?? Member(ofPod, "runAsGroup")) is { } group ? $"{user}:{group}" : user;
    }

    private static string? Member(JsonElement? owner, string name) =>
        owner is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetRawText() : null;
}
