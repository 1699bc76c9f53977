using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Kuscia.Helm.Tests.Charts;

/// <summary>Packs archives in memory, hostile ones too.</summary>
internal static class TestArchive
{
    public static byte[] Pack(params (string Name, string Text)[] files) => Pack(tar =>
    {
        foreach ((string name, string text) in files)
        {
            Add(tar, name, text);
        }
    });

    public static byte[] Pack(Action<TarWriter> fill)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (TarWriter tar = new(gzip, TarEntryFormat.Pax))
        {
            fill(tar);
        }

        return packed.ToArray();
    }

    public static void Add(TarWriter tar, string name, string text) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });

    public static byte[] Chart(string name, params (string Name, string Text)[] more) =>
        Pack([($"{name}/Chart.yaml", $"apiVersion: v2\nname: {name}\nversion: 1.2.3\n"), .. more.Select(file => ($"{name}/{file.Name}", file.Text))]);
}
