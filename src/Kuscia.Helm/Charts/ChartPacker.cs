using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Charts;

/// <summary>Packs a chart into a <c>.tgz</c> archive.</summary>
public static class ChartPacker
{
    /// <summary>The usual name of the archive of a chart.</summary>
    public static string FileName(ChartMetadata metadata) => $"{metadata.Name}-{metadata.Version}.tgz";

    /// <summary>Packs a chart.</summary>
    /// <param name="chart">The chart, as it was read.</param>
    /// <param name="time">The time its files get.</param>
    /// <returns>A gzip-compressed tar archive.</returns>
    public static byte[] Pack(Chart chart, DateTimeOffset time)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        using (TarWriter tar = new(gzip, TarEntryFormat.Pax))
        {
            // Metadata may have been changed by flags, so it is printed anew; everything else goes as it was read.
            Add(tar, chart, "Chart.yaml", Encoding.UTF8.GetBytes(HelmYaml.ToYaml(MetadataObject.ToJson(chart.Metadata)) + "\n"), time);
            foreach (ChartFile file in chart.Raw.Where(file => file.Name != "Chart.yaml"))
            {
                Add(tar, chart, file.Name, file.Data.ToArray(), time);
            }
        }

        return packed.ToArray();
    }

    /// <summary>Packs a chart into a folder.</summary>
    /// <returns>Path of the archive.</returns>
    /// <exception cref="HelmException">The name of the chart is no file name, or the folder cannot be written.</exception>
    public static string Save(Chart chart, string folder, DateTimeOffset time)
    {
        string name = FileName(chart.Metadata);
        if (name.Contains('/', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal))
        {
            throw new HelmException($"\"{chart.Name}\" is not a valid chart name: it must not hold a path");
        }

        string path = Path.Combine(Path.GetFullPath(folder), name);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(path, Pack(chart, time));
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HelmException($"failed to save {path}: {e.Message}", e);
        }
    }

    private static void Add(TarWriter tar, Chart chart, string name, byte[] data, DateTimeOffset time) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{chart.Name}/{name}")
        {
            DataStream = new MemoryStream(data, writable: false),
            ModificationTime = time,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        });
}
