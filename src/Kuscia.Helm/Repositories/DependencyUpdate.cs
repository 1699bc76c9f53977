using Kuscia.Helm.Charts;
using Kuscia.Helm.Versions;

namespace Kuscia.Helm.Repositories;

/// <summary>Brings the dependencies of a chart folder into its <c>charts/</c>: from folders beside it and from repositories over HTTP.</summary>
internal sealed class DependencyUpdate(string folder, TextWriter output, TimeProvider clock)
{
    private readonly List<LockedDependency> _locked = [];
    private readonly List<(string FileName, byte[] Archive)> _archives = [];

    /// <summary>Chooses the newest versions that fit and writes the lock file.</summary>
    public async Task UpdateAsync(CancellationToken cancellationToken)
    {
        Chart chart = Load(folder);
        await FetchAsync(chart.Metadata.Dependencies ?? [], static dependency => dependency.Version, cancellationToken);
        Save(chart);
        WriteLock(chart);
    }

    /// <summary>Brings the versions that the lock file names; without a lock file as <see cref="UpdateAsync"/>.</summary>
    public async Task BuildAsync(CancellationToken cancellationToken)
    {
        Chart chart = Load(folder);
        if (chart.Lock is null)
        {
            await UpdateAsync(cancellationToken);
            return;
        }

        IReadOnlyList<ChartDependency> declared = chart.Metadata.Dependencies ?? [];
        IReadOnlyList<LockedDependency> chosen = DependencyLock.Read(chart.Lock);
        if (DependencyLock.Digest(declared, chosen) != DependencyLock.DigestOf(chart.Lock))
        {
            throw new HelmException($"the lock file ({LockName(chart)}) is out of sync with the dependencies file (Chart.yaml). Please update the dependencies");
        }

        await FetchAsync(declared, dependency => chosen.FirstOrDefault(one => one.Name == dependency.Name)?.Version ?? dependency.Version, cancellationToken);
        Save(chart);
    }

    private async Task FetchAsync(
        IReadOnlyList<ChartDependency> declared, Func<ChartDependency, string> version, CancellationToken cancellationToken)
    {
        output.Write($"Saving {declared.Count} charts\n");
        foreach (ChartDependency dependency in declared)
        {
            LockedDependency one = dependency.Repository switch
            {
                "" => InPlace(dependency),
                _ when dependency.Repository.StartsWith("file://", StringComparison.Ordinal) => FromFolder(dependency),
                _ => await FromRepositoryAsync(dependency, version(dependency), cancellationToken),
            };
            _locked.Add(one);
        }
    }

    private LockedDependency InPlace(ChartDependency dependency)
    {
        string path = Path.Combine(folder, "charts", dependency.Name);
        return Directory.Exists(path)
            ? new LockedDependency(dependency.Name, "", dependency.Version)
            : throw new HelmException($"directory {path} not found");
    }

    private LockedDependency FromFolder(ChartDependency dependency)
    {
        string path = Path.Combine(Path.GetFullPath(folder), dependency.Repository["file://".Length..]);
        if (!Directory.Exists(path))
        {
            throw new HelmException($"directory {path} not found");
        }

        Chart chart = Load(path);
        if (chart.Name != dependency.Name)
        {
            throw new HelmException($"the folder {path} holds the chart {chart.Name} instead of {dependency.Name}; mend the repository of the dependency in Chart.yaml");
        }

        if (!VersionConstraint.Allows(dependency.Version, chart.Metadata.Version))
        {
            throw new HelmException(
                $"can't get a valid version for repositories {dependency.Name}. Try changing the version constraint in Chart.yaml " +
                $"({path} has version {chart.Metadata.Version}, wanted is \"{dependency.Version}\")");
        }

        _archives.Add((ChartPacker.FileName(chart.Metadata), ChartPacker.Pack(chart, clock.GetUtcNow())));
        return new LockedDependency(dependency.Name, dependency.Repository, chart.Metadata.Version);
    }

    private async Task<LockedDependency> FromRepositoryAsync(ChartDependency dependency, string version, CancellationToken cancellationToken)
    {
        if (dependency.Repository.StartsWith('@') || dependency.Repository.StartsWith("alias:", StringComparison.Ordinal))
        {
            throw new HelmException($"no repository definition for {dependency.Repository}. Give the address of the repository in Chart.yaml");
        }

        using ChartRepository repository = new(dependency.Repository);
        (IndexEntry entry, byte[] archive) = await repository.FetchAsync(dependency.Name, version, cancellationToken);
        output.Write($"Downloading {dependency.Name} from repo {dependency.Repository}\n");
        using MemoryStream packed = new(archive, writable: false);
        Chart chart = new ChartLoader().LoadArchive(packed);
        if (chart.Name != dependency.Name || chart.Metadata.Version != entry.Version)
        {
            throw new HelmException(
                $"the repository {dependency.Repository} gave {chart.Name} {chart.Metadata.Version} instead of {dependency.Name} {entry.Version}");
        }

        _archives.Add(($"{dependency.Name}-{entry.Version}.tgz", archive));
        return new LockedDependency(dependency.Name, dependency.Repository, entry.Version);
    }

    // Nothing in charts/ is touched before everything was fetched.
    private void Save(Chart chart)
    {
        string target = Path.Combine(folder, "charts");
        try
        {
            Directory.CreateDirectory(target);
            output.Write("Deleting outdated charts\n");
            foreach (ChartDependency dependency in (chart.Metadata.Dependencies ?? []).Where(one => one.Repository.Length > 0))
            {
                foreach (string old in Directory.GetFiles(target, "*.tgz").Where(file => IsArchiveOf(file, dependency.Name)))
                {
                    File.Delete(old);
                }
            }

            foreach ((string name, byte[] archive) in _archives)
            {
                File.WriteAllBytes(Path.Combine(target, Path.GetFileName(name)), archive);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HelmException($"cannot write to {target}: {e.Message}", e);
        }
    }

    private static bool IsArchiveOf(string file, string name)
    {
        try
        {
            return Load(file).Name == name;
        }
        catch (HelmException)
        {
            // Something else that ends in .tgz is not ours to delete.
            return false;
        }
    }

    private void WriteLock(Chart chart)
    {
        string digest = DependencyLock.Digest(chart.Metadata.Dependencies ?? [], _locked);
        if (digest == DependencyLock.DigestOf(chart.Lock))
        {
            return;
        }

        string path = Path.Combine(folder, LockName(chart));
        try
        {
            File.WriteAllText(path, DependencyLock.Print(_locked, digest, clock.GetUtcNow()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HelmException($"cannot write {path}: {e.Message}", e);
        }
    }

    private static string LockName(Chart chart) => chart.Metadata.ApiVersion == "v1" ? "requirements.lock" : "Chart.lock";

    private static Chart Load(string path) => new ChartLoader().Load(path);
}
