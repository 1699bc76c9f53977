using System.IO.Compression;
using System.Text;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Releases;

/// <summary>Turns releases into the text Helm 3 stores, base64 of gzip of JSON, and back.</summary>
public static class ReleaseCodec
{
    private const int MaxRecordBytes = 128 << 20;

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B, 0x08];

    /// <summary>Encodes a release.</summary>
    public static string Encode(Release release)
    {
        byte[] json = Encoding.UTF8.GetBytes(HelmYaml.ToJson(ReleaseRecord.Write(release)));
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(json);
        }

        return Convert.ToBase64String(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    /// <summary>Decodes a release.</summary>
    /// <exception cref="HelmException">The text is not a release.</exception>
    public static Release Decode(string text, IReadOnlyDictionary<string, string>? labels = null)
    {
        try
        {
            byte[] data = Convert.FromBase64String(text);
            byte[] json = data.AsSpan().StartsWith(GzipMagic) ? Unpack(data) : data;
            return HelmYaml.FromJson(Encoding.UTF8.GetString(json)) is ValueMap record
                ? ReleaseRecord.Read(record, labels ?? new Dictionary<string, string>())
                : throw new HelmException("the stored release is not a JSON object");
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or IOException or HelmYamlException)
        {
            throw new HelmException($"the stored release cannot be decoded: {e.Message}", e);
        }
    }

    private static byte[] Unpack(byte[] data)
    {
        using GZipStream gzip = new(new MemoryStream(data, writable: false), CompressionMode.Decompress);
        using MemoryStream plain = new();
        byte[] buffer = new byte[81920];
        int read;
        while ((read = gzip.Read(buffer)) > 0)
        {
            plain.Write(buffer, 0, read);
            if (plain.Length > MaxRecordBytes)
            {
                throw new InvalidDataException($"it is larger than {MaxRecordBytes} bytes");
            }
        }

        return plain.ToArray();
    }
}
