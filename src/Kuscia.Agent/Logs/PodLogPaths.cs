using System.Globalization;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Meta;

namespace Kuscia.Agent.Logs;

/// <summary>Where logs lie: <c>&lt;stdout&gt;/pods/&lt;namespace&gt;_&lt;pod&gt;_&lt;uid&gt;/&lt;container&gt;/&lt;restart&gt;.log</c>.</summary>
internal sealed class PodLogPaths(string root)
{
    public string Root => root;

    public string Directory(PodKey pod) => Path.Combine(root, $"{pod.Namespace}_{pod.Name}_{pod.Uid}");

    public string File(PodKey pod, string container, int attempt) =>
        Path.Combine(Directory(pod), container, attempt.ToString(CultureInfo.InvariantCulture) + ".log");

    /// <summary>Directories of all lives of a pod, the newest first. Names of namespaces and pods hold no underscore.</summary>
    public IReadOnlyList<string> Lives(ResourceName pod)
    {
        if (!System.IO.Directory.Exists(root) || pod.ToString().AsSpan().ContainsAny('*', '?', '_'))
        {
            return [];
        }

        return [.. System.IO.Directory.GetDirectories(root, $"{pod.Namespace}_{pod.Name}_*").OrderByDescending(System.IO.Directory.GetLastWriteTimeUtc)];
    }

    /// <summary>Run numbers that have a log in a container's directory, the newest first.</summary>
    public static IReadOnlyList<int> Attempts(string containerDirectory) =>
        !System.IO.Directory.Exists(containerDirectory)
            ? []
            : [.. System.IO.Directory.GetFiles(containerDirectory, "*.log")
                .Select(f => int.TryParse(Path.GetFileNameWithoutExtension(f), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1)
                .Where(n => n >= 0)
                .OrderDescending()];

    /// <summary>A log with its rotated predecessors, oldest first.</summary>
    public static IReadOnlyList<string> WithRotated(string log)
    {
        string directory = Path.GetDirectoryName(log) ?? "/";
        string name = Path.GetFileName(log);
        return !System.IO.Directory.Exists(directory)
            ? []
            : [.. System.IO.Directory.GetFiles(directory, name + ".?*").Where(f => f != log && !IsNote(f)).Order(StringComparer.Ordinal), log];
    }

    // What is kept beside logs.
    private static bool IsNote(string file) => Path.GetExtension(file) is LogTimes.Extension or LogCopy.Extension;
}
