using System.Globalization;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Hooks;

/// <summary>Turns the volume mounts of a container into files and links of its root.</summary>
internal sealed class VolumeContent(ConfigReader configs, ConfigRendering rendering)
{
    private const int DefaultFileMode = 0x1A4; // 0644

    /// <summary>Adds what the container mounts.</summary>
    public async Task AddAsync(Pod pod, Container container, IReadOnlyDictionary<string, string> environment, ContainerContent content, CancellationToken cancellationToken)
    {
        foreach (VolumeMount mount in container.VolumeMounts ?? [])
        {
            Volume volume = pod.Spec?.Volumes?.FirstOrDefault(v => v.Name == mount.Name)
                ?? throw new ContainerStartException($"container {container.Name} mounts volume '{mount.Name}', which the pod does not have");
            CheckSubPath(mount);
            if (volume.HostPath is { } host)
            {
                content.Links.Add(new ContainerLink(mount.MountPath, HostPathVolume.Prepare(host, mount)));
                continue;
            }

            if (volume.EmptyDir is not null)
            {
                content.Scratch.Add(new ContainerScratch(mount.MountPath, volume.Name, mount.SubPath));
                continue;
            }

            if (await ReadAsync(pod, volume, cancellationToken) is not { } projected)
            {
                continue;
            }

            bool rendered = ConfigRendering.IsTemplate(pod, volume.Name);
            foreach ((string path, byte[] bytes, UnixFileMode mode) in Select(mount, projected))
            {
                byte[] final = rendered ? await rendering.RenderAsync(pod, path, bytes, environment, cancellationToken) : bytes;
                content.Files.Add(new ContainerFile(path, final, mode));
            }
        }
    }

    private async Task<IReadOnlyList<VolumeFile>?> ReadAsync(Pod pod, Volume volume, CancellationToken cancellationToken)
    {
        string @namespace = pod.Metadata.Namespace ?? "";
        if (volume.ConfigMap is { } map)
        {
            IReadOnlyDictionary<string, byte[]>? entries = await configs.ConfigMapAsync(@namespace, map.Name ?? "", cancellationToken);
            return Project($"ConfigMap {@namespace}/{map.Name}", volume.Name, entries, map.Items, map.DefaultMode, map.Optional);
        }

        if (volume.Secret is { } secret)
        {
            IReadOnlyDictionary<string, byte[]>? entries = await configs.SecretAsync(@namespace, secret.SecretName ?? "", cancellationToken);
            return Project($"Secret {@namespace}/{secret.SecretName}", volume.Name, entries, secret.Items, secret.DefaultMode, secret.Optional);
        }

        string type = volume.Extra?.Keys.FirstOrDefault() ?? "(none)";
        throw new ContainerStartException($"volume '{volume.Name}' is of type {type}, which this runtime does not offer; it offers configMap, secret, emptyDir and hostPath");
    }

    private static List<VolumeFile>? Project(string source, string volume, IReadOnlyDictionary<string, byte[]>? entries, IReadOnlyList<KeyToPath>? items, int? mode, bool? optional)
    {
        if (entries is null)
        {
            return optional == true ? null : throw new PodConfigException($"{source} of volume '{volume}' does not exist");
        }

        if (items is null)
        {
            return [.. entries.Select(e => new VolumeFile(e.Key, e.Value, ModeOf(mode)))];
        }

        List<VolumeFile> files = [];
        foreach (KeyToPath item in items)
        {
            if (entries.TryGetValue(item.Key, out byte[]? bytes))
            {
                files.Add(new VolumeFile(item.Path, bytes, ModeOf(item.Mode ?? mode)));
            }
            else if (optional != true)
            {
                throw new PodConfigException($"{source} has no key '{item.Key}', which volume '{volume}' refers to");
            }
        }

        return files;
    }

    private static IEnumerable<VolumeFile> Select(VolumeMount mount, IReadOnlyList<VolumeFile> content)
    {
        string target = mount.MountPath.TrimEnd('/');
        if (string.IsNullOrEmpty(mount.SubPath))
        {
            return content.Select(f => f with { Path = $"{target}/{f.Path}" });
        }

        string sub = mount.SubPath.TrimEnd('/');
        VolumeFile[] selected =
        [
            .. content.Where(f => f.Path == sub).Select(f => f with { Path = target }),
            .. content.Where(f => f.Path.StartsWith(sub + "/", StringComparison.Ordinal)).Select(f => f with { Path = target + f.Path[sub.Length..] }),
        ];
        return selected.Length > 0
            ? selected
            : throw new PodConfigException($"volume '{mount.Name}' has no file '{mount.SubPath}' to mount at {mount.MountPath}");
    }

    private static void CheckSubPath(VolumeMount mount)
    {
        if (mount.SubPath is { } path && (path.StartsWith('/') || path.Split('/').Contains("..")))
        {
            throw new ContainerStartException($"subPath '{path}' of volume '{mount.Name}' must be relative and without '..'");
        }
    }

    private static UnixFileMode ModeOf(int? mode)
    {
        int value = mode ?? DefaultFileMode;
        return value is >= 0 and <= 0x1FF
            ? (UnixFileMode)value
            : throw new ContainerStartException(string.Create(CultureInfo.InvariantCulture, $"file mode {value} must lie between 0 and 511"));
    }

    private readonly record struct VolumeFile(string Path, byte[] Content, UnixFileMode Mode);
}
