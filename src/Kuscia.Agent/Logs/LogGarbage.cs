using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Logs;

/// <summary>Removes the logs of pods that ended long ago.</summary>
internal static class LogGarbage
{
    private const int MaxPerPass = 100;

    /// <summary>Deletes pod directories in which everything is older than the age and whose pod is not active; returns how many.</summary>
    public static int Collect(PodLogPaths paths, Func<string, bool> isActive, TimeSpan age, DateTimeOffset now)
    {
        int removed = 0;
        foreach (string directory in Directory.Exists(paths.Root) ? Directory.GetDirectories(paths.Root) : [])
        {
            if (removed == MaxPerPass)
            {
                break;
            }

            if (!isActive(Path.GetFileName(directory)) && Newest(directory) < now - age)
            {
                Directory.Delete(directory, recursive: true);
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Name of a pod's directory.</summary>
    public static string NameOf(PodKey pod) => $"{pod.Namespace}_{pod.Name}_{pod.Uid}";

    private static DateTimeOffset Newest(string directory)
    {
        DateTime newest = Directory.GetLastWriteTimeUtc(directory);
        foreach (string file in Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories))
        {
            DateTime written = File.GetLastWriteTimeUtc(file);
            newest = written > newest ? written : newest;
        }

        return new DateTimeOffset(newest, TimeSpan.Zero);
    }
}
