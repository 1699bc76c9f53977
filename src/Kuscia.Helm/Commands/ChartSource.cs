using System.CommandLine;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Repositories;

namespace Kuscia.Helm.Commands;

/// <summary>The flags that say where a chart comes from: a path, or a repository and a version.</summary>
internal sealed class ChartSource(CommandContext context)
{
    private readonly Option<string?> _version = new("--version") { Description = "version or version constraint of a chart from a repository; the newest release if it is not given" };
    private readonly Option<string?> _repository = new("--repo") { Description = "chart repository url where to locate the requested chart" };
    private readonly Option<bool> _development = new("--devel") { Description = "use development versions, too; equivalent to version '>0.0.0-0'" };

    public void AddTo(Command command) => ApplyFlags.Add(command, _version, _repository, _development);

    /// <summary>Loads the chart that the flags and a name or path mean.</summary>
    public async Task<Chart> LoadAsync(ParseResult result, string name, CancellationToken cancellationToken)
    {
        string? address = result.GetValue(_repository);
        if (string.IsNullOrEmpty(address) && !IsAddress(name, out _))
        {
            return context.LoadChart(name, result.GetValue(_version));
        }

        (_, byte[] archive) = await PullAsync(result, name, cancellationToken);
        using MemoryStream packed = new(archive, writable: false);
        return new ChartLoader(warn: context.Warn).LoadArchive(packed);
    }

    /// <summary>Downloads the chart without reading it.</summary>
    /// <returns>What the index says of it, null for a chart with an address of its own; and the archive.</returns>
    public async Task<(IndexEntry? Entry, byte[] Archive)> PullAsync(ParseResult result, string name, CancellationToken cancellationToken)
    {
        if (result.GetValue(_repository) is not { Length: > 0 } address)
        {
            return IsAddress(name, out Uri? own)
                ? (null, await ChartRepository.FetchArchiveAsync(own!, cancellationToken)) // not null: it is an address
                : throw new HelmException($"repo {name} not found; give the address of a repository by --repo");
        }

        using ChartRepository source = new(address);
        string wanted = result.GetValue(_version) ?? (result.GetValue(_development) ? ">0.0.0-0" : "");
        return await source.FetchAsync(name, wanted, cancellationToken);
    }

    /// <summary>Loads a chart and checks that it can be installed and has what it depends on.</summary>
    public async Task<Chart> LoadInstallableAsync(ParseResult result, string name, CancellationToken cancellationToken)
    {
        Chart chart = await LoadAsync(result, name, cancellationToken);
        if (chart.Metadata.Type is not ("" or "application"))
        {
            throw new HelmException($"{chart.Metadata.Type} charts are not installable");
        }

        if (chart.Metadata.Deprecated)
        {
            context.Warn("WARNING: This chart is deprecated");
        }

        RequireDependencies(chart);
        return chart;
    }

    /// <exception cref="HelmException">A declared dependency is not in <c>charts/</c>.</exception>
    public static void RequireDependencies(Chart chart)
    {
        string[] missing = [.. (chart.Metadata.Dependencies ?? []).Select(d => d.Name).Except(chart.Dependencies.Select(child => child.Name))];
        if (missing.Length > 0)
        {
            throw new HelmException(
                "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: " +
                $"found in Chart.yaml, but missing in charts/ directory: {string.Join(", ", missing)}");
        }
    }

    // A file of that name is meant first, as in Helm.
    private static bool IsAddress(string name, out Uri? address)
    {
        address = null;
        int scheme = name.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || File.Exists(name) || Directory.Exists(name))
        {
            return false;
        }

        return HttpDownload.IsHttp(name, out address)
            ? true
            : throw new HelmException($"scheme \"{name[..scheme]}\" not supported: charts are taken from folders, .tgz files and http:// or https:// addresses");
    }
}
