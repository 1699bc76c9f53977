using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>The files of one pod: <c>sandbox/&lt;namespace&gt;_&lt;pod&gt;_&lt;id&gt;_0/&lt;container&gt;_&lt;id&gt;_&lt;attempt&gt;/rootfs</c>.</summary>
internal sealed class SandboxDirectory(string root, PodKey pod)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string MetaFile = "meta.json";
    private const string RecordFile = "process.json";
    private const string ExitFile = "exit";
    private const string StagesFile = "stages";

    public string Path { get; } = System.IO.Path.Combine(root, $"{pod.Namespace}_{pod.Name}_{Id(pod.Uid)}_0");

    /// <summary>Pods that have a sandbox below the root.</summary>
    public static IReadOnlyList<PodKey> Pods(string root)
    {
        List<PodKey> pods = [];
        foreach (string directory in Directory.Exists(root) ? Directory.GetDirectories(root) : [])
        {
            if (Read(System.IO.Path.Combine(directory, MetaFile), ProcessRecordContext.Default.SandboxRecord) is { } record)
            {
                pods.Add(new PodKey(record.Namespace, record.Pod, record.Uid));
            }
        }

        return pods;
    }

    /// <summary>Makes the directory of one run of a container and returns it.</summary>
    public string CreateContainer(string container, string containerId, int attempt)
    {
        Directory.CreateDirectory(Path, Private);
        string meta = System.IO.Path.Combine(Path, MetaFile);
        if (!File.Exists(meta))
        {
            File.WriteAllBytes(meta, JsonSerializer.SerializeToUtf8Bytes(new SandboxRecord(pod.Namespace, pod.Name, pod.Uid), ProcessRecordContext.Default.SandboxRecord));
        }

        string directory = System.IO.Path.Combine(Path, $"{container}_{containerId[..16]}_{attempt.ToString(CultureInfo.InvariantCulture)}");
        Directory.CreateDirectory(System.IO.Path.Combine(directory, "rootfs"), Private);
        return directory;
    }

    /// <summary>Makes the directory of an empty volume and returns it.</summary>
    public string CreateVolume(string volume, string? subPath)
    {
        string directory = ContainerPaths.Map(System.IO.Path.Combine(Path, "volumes"), $"{volume}/{subPath}");
        Directory.CreateDirectory(directory);
        return System.IO.Path.TrimEndingDirectorySeparator(directory);
    }

    /// <summary>Where the exit code of a run is written by its launcher.</summary>
    public static string ExitPath(string containerDirectory) => System.IO.Path.Combine(containerDirectory, ExitFile);

    /// <summary>Where the engine of a run notes its stages.</summary>
    public static string StagesPath(string containerDirectory) => System.IO.Path.Combine(containerDirectory, StagesFile);

    /// <summary>True when the launcher of a run has begun its work: it opens the file of the exit code first.</summary>
    public static bool HasBegun(string containerDirectory) => File.Exists(ExitPath(containerDirectory));

    /// <summary>Records a process; id 0 stands for one that is about to start.</summary>
    public static void Write(string containerDirectory, ProcessRecord record)
    {
        string path = System.IO.Path.Combine(containerDirectory, RecordFile);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(record, ProcessRecordContext.Default.ProcessRecord));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Recorded runs with their directories, oldest first.</summary>
    public IReadOnlyList<(string Directory, ProcessRecord Record)> Runs()
    {
        List<(string Directory, ProcessRecord Record)> runs = [];
        foreach (string directory in Directory.Exists(Path) ? Directory.GetDirectories(Path) : [])
        {
            if (Read(System.IO.Path.Combine(directory, RecordFile), ProcessRecordContext.Default.ProcessRecord) is { } record)
            {
                runs.Add((directory, record));
            }
        }

        return [.. runs.OrderBy(r => r.Record.Attempt)];
    }

    /// <summary>The exit code a launcher left, with its time; null when there is none.</summary>
    public static (int Code, DateTimeOffset At)? ReadExit(string containerDirectory)
    {
        FileInfo file = new(ExitPath(containerDirectory));
        return file.Exists && int.TryParse(File.ReadAllText(file.FullName).Trim(), CultureInfo.InvariantCulture, out int code)
            ? (code, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero))
            : null;
    }

    /// <summary>Removes the sandbox, or one run in it, and ignores what is gone or cannot be removed now.</summary>
    public static void Delete(string directory)
    {
        try
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Housekeeping tries again.
        }
    }

    private static string Id(string uid) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uid)))[..16];

    private static T? Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), type) : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
