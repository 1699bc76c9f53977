namespace Kuscia.Helm.Charts;

/// <summary>Loads charts from folders and archives, within limits and without leaving the chart.</summary>
/// <param name="limits">Bounds of what is read; null for <see cref="ArchiveLimits.Default"/>.</param>
/// <param name="warn">Receives warnings, one line each; null drops them.</param>
public sealed class ChartLoader(ArchiveLimits? limits = null, Action<string>? warn = null)
{
    private readonly ArchiveLimits _limits = limits ?? ArchiveLimits.Default;
    private readonly Action<string> _warn = warn ?? (static _ => { });

    /// <summary>Loads a chart from a folder or a <c>.tgz</c> file.</summary>
    /// <param name="path">The folder or file.</param>
    /// <exception cref="HelmException">The chart is missing, damaged, too large or invalid.</exception>
    public Chart Load(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                ArchiveBudget budget = new(_limits);
                return new ChartAssembler(budget, _warn).Assemble(ChartFolder.Read(path, budget));
            }

            return LoadPacked(path);
        }
        catch (FileNotFoundException e)
        {
            throw new HelmException($"path \"{path}\" not found", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HelmException($"cannot read chart {path}: {e.Message}", e);
        }
    }

    /// <summary>Loads a packaged chart (gzip of tar) from a stream.</summary>
    /// <exception cref="HelmException">The archive is damaged, hostile, too large or not a chart.</exception>
    public Chart LoadArchive(Stream packed)
    {
        ArchiveBudget budget = new(_limits);
        return new ChartAssembler(budget, _warn).Assemble(ChartArchive.Read(packed, budget));
    }

    /// <summary>Builds a chart from files in memory.</summary>
    /// <exception cref="HelmException">The files are not a valid chart.</exception>
    public Chart LoadFiles(IReadOnlyList<ChartFile> files) =>
        new ChartAssembler(new ArchiveBudget(_limits), _warn).Assemble(files);

    private Chart LoadPacked(string path)
    {
        using FileStream packed = File.OpenRead(path);
        byte[] head = new byte[512];
        int read = packed.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (!ChartArchive.IsGzip(head.AsSpan(0, read)))
        {
            throw new HelmException(path.EndsWith(".yaml", StringComparison.Ordinal) || path.EndsWith(".yml", StringComparison.Ordinal)
                ? $"file '{path}' seems to be a YAML file, but expected a gzipped archive"
                : $"file '{path}' does not appear to be a gzipped archive; got '{ContentType(head.AsSpan(0, read))}'");
        }

        packed.Position = 0;
        return LoadArchive(packed);
    }

    private static string ContentType(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            return "application/zip";
        }

        foreach (byte b in head)
        {
            if (b < 0x20 && b is not (9 or 10 or 12 or 13 or 27))
            {
                return "application/octet-stream";
            }
        }

        return "text/plain; charset=utf-8";
    }
}
