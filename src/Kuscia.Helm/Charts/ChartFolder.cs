namespace Kuscia.Helm.Charts;

/// <summary>Reads the files of a chart that lies unpacked in a folder, obeying its <c>.helmignore</c>.</summary>
internal sealed class ChartFolder
{
    private readonly ArchiveBudget _budget;
    private readonly IgnoreRules _rules;
    private readonly string _root;
    private readonly List<ChartFile> _files = [];

    private ChartFolder(string root, IgnoreRules rules, ArchiveBudget budget)
    {
        _root = root;
        _rules = rules;
        _budget = budget;
    }

    public static List<ChartFile> Read(string folder, ArchiveBudget budget)
    {
        string root = RealPath(new DirectoryInfo(Path.GetFullPath(folder))) + Path.DirectorySeparatorChar;
        string ignoreFile = Path.Combine(root, IgnoreRules.FileName);
        string ignoreText = File.Exists(ignoreFile) ? File.ReadAllText(ignoreFile) : "";
        ChartFolder reader = new(root, IgnoreRules.Parse(ignoreText), budget);
        reader.Walk(root, "", depth: 0);
        return reader._files;
    }

    private void Walk(string folder, string prefix, int depth)
    {
        if (depth > _budget.MaxDepth * 4)
        {
            throw new HelmException($"chart folders are nested too deep at {prefix}");
        }

        FileSystemInfo[] entries = new DirectoryInfo(folder).GetFileSystemInfos();
        Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        foreach (FileSystemInfo entry in entries)
        {
            _budget.TakeEntry();
            string name = prefix + entry.Name;
            FileSystemInfo real = Resolve(entry, name);
            bool isFolder = real is DirectoryInfo;
            if (_rules.Ignores(name, isFolder))
            {
                continue;
            }

            if (isFolder)
            {
                Walk(real.FullName, name + "/", depth + 1);
                continue;
            }

            _files.Add(ReadFile((FileInfo)real, name));
        }
    }

    private FileSystemInfo Resolve(FileSystemInfo entry, string name)
    {
        if (entry.LinkTarget is null)
        {
            return entry;
        }

        FileSystemInfo? target = entry.ResolveLinkTarget(returnFinalTarget: true);
        if (target is null || !target.Exists)
        {
            throw new HelmException($"error evaluating symlink {name}: the target does not exist");
        }

        string real = RealPath(target);
        if (!real.StartsWith(_root, StringComparison.Ordinal))
        {
            throw new HelmException($"cannot load {name}: it is a link to a file outside the chart");
        }

        return Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
    }

    private ChartFile ReadFile(FileInfo file, string name)
    {
        if (file.Length > _budget.MaxFileBytes)
        {
            throw new HelmException($"chart file \"{name}\" is larger than the maximum file size {_budget.MaxFileBytes}");
        }

        _budget.TakeBytes(file.Length);

        // Pipes, sockets and devices have no length and could block for ever: what has no length is not opened.
        return ChartFile.FromBytes(name, file.Length == 0 ? [] : File.ReadAllBytes(file.FullName));
    }

    // Resolves links in every part of the path, so that a prefix test is meaningful.
    private static string RealPath(FileSystemInfo info)
    {
        string path = info.FullName.TrimEnd(Path.DirectorySeparatorChar);
        string real = "/";
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            FileSystemInfo step = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            real = step.LinkTarget is null ? next : Path.GetFullPath(step.ResolveLinkTarget(true)?.FullName ?? next);
        }

        return real;
    }
}
