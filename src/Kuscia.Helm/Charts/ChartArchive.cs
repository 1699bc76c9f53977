using System.Formats.Tar;
using System.IO.Compression;

namespace Kuscia.Helm.Charts;

/// <summary>Reads the files of a packaged chart; nothing is ever written to disk.</summary>
internal static class ChartArchive
{
    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B, 0x08];

    public static bool IsGzip(ReadOnlySpan<byte> head) => head.StartsWith(GzipMagic);

    public static List<ChartFile> Read(Stream packed, ArchiveBudget budget)
    {
        try
        {
            using GZipStream unzipped = new(packed, CompressionMode.Decompress, leaveOpen: true);
            using BudgetStream counted = new(unzipped, budget);
            using TarReader tar = new(counted);
            return ReadEntries(tar, budget);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException or ArgumentException
            or OverflowException or NotSupportedException or InvalidOperationException)
        {
            throw new HelmException($"the chart archive is damaged: {e.Message}", e);
        }
    }

    private static List<ChartFile> ReadEntries(TarReader tar, ArchiveBudget budget)
    {
        List<ChartFile> files = new();
        while (tar.GetNextEntry() is { } entry)
        {
            budget.TakeEntry();
            if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes)
            {
                continue;
            }

            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
            {
                throw new HelmException($"chart illegally contains an entry that is not a regular file: {Quoted(entry.Name)}");
            }

            files.Add(ChartFile.FromBytes(InnerPath(entry.Name), ReadData(entry, budget)));
        }

        return files.Count > 0 ? files : throw new HelmException("no files in chart archive");
    }

    private static byte[] ReadData(TarEntry entry, ArchiveBudget budget)
    {
        if (entry.Length > budget.MaxFileBytes)
        {
            throw new HelmException($"decompressed chart file {Quoted(entry.Name)} is larger than the maximum file size {budget.MaxFileBytes}");
        }

        if (entry.DataStream is null)
        {
            return [];
        }

        // The declared length is not trusted for the allocation: the bytes must really be there.
        using MemoryStream data = new();
        entry.DataStream.CopyTo(data);
        return data.Length == entry.Length ? data.ToArray() : throw new InvalidDataException("unexpected EOF");
    }

    // The first folder of every entry is the chart's own name and is dropped.
    private static string InnerPath(string name)
    {
        char delimiter = name.Contains('\\') ? '\\' : '/';
        string[] parts = name.Split(delimiter);
        string rest = string.Join('/', parts.Skip(1));
        if (rest.StartsWith('/'))
        {
            throw new HelmException("chart illegally contains absolute paths");
        }

        string clean = ChartPaths.Clean(rest);
        if (clean == ".")
        {
            throw new HelmException($"chart illegally contains content outside the base directory: {Quoted(name)}");
        }

        if (clean.StartsWith("..", StringComparison.Ordinal))
        {
            throw new HelmException("chart illegally references parent directory");
        }

        if (clean.Length > 2 && char.IsAsciiLetter(clean[0]) && clean[1] == ':' && clean[2] == '/')
        {
            throw new HelmException("chart contains illegally named files");
        }

        return parts[0] == "Chart.yaml" ? throw new HelmException("chart yaml not in base directory") : clean;
    }

    private static string Quoted(string name) => "\"" + (name.Length > 200 ? name[..200] + "…" : name) + "\"";
}
