using System.Buffers.Binary;
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Yaml.Reading;

/// <summary>Bytes in UTF-16 with a byte order mark, which were taken for UTF-8 before: the mark's bytes are then carried, not decoded.</summary>
internal static class Utf16Text
{
    private const char CarriedFe = '\uDCFE';
    private const char CarriedFf = '\uDCFF';

    public static bool HasMark(string text) => text.Length >= 2 && (text[0], text[1]) is (CarriedFf, CarriedFe) or (CarriedFe, CarriedFf);

    /// <summary>Decodes what stands behind the mark, up to the first fault.</summary>
    public static string Decode(string text, out string? fault)
    {
        bool little = text[0] == CarriedFf;
        ReadOnlySpan<byte> bytes = GoText.ToBytes(text).AsSpan(2);
        StringBuilder decoded = new(bytes.Length / 2);
        while (bytes.Length >= 2)
        {
            char unit = Unit(bytes, little);
            char second = bytes.Length >= 4 ? Unit(bytes[2..], little) : '\0';
            fault = FaultOf(unit, second, bytes.Length);
            if (fault is not null)
            {
                return decoded.ToString();
            }
            decoded.Append(unit);
            if (char.IsHighSurrogate(unit))
            {
                decoded.Append(second);
            }
            bytes = bytes[(char.IsHighSurrogate(unit) ? 4 : 2)..];
        }

        fault = bytes.IsEmpty ? null : "yaml: incomplete UTF-16 character";
        return decoded.ToString();
    }

    private static char Unit(ReadOnlySpan<byte> bytes, bool little) =>
        (char)(little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes));

    private static string? FaultOf(char unit, char second, int length)
    {
        if (char.IsLowSurrogate(unit))
        {
            return "yaml: unexpected low surrogate area";
        }
        if (!char.IsHighSurrogate(unit))
        {
            return null;
        }
        if (length < 4)
        {
            return "yaml: incomplete UTF-16 surrogate pair";
        }
        return char.IsLowSurrogate(second) ? null : "yaml: expected low surrogate area";
    }
}
