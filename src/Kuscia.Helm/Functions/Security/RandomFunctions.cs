using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Security;

/// <summary>Functions whose result is random.</summary>
internal static class RandomFunctions
{
    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly string Ascii = string.Concat(Enumerable.Range(' ', 95).Select(static code => (char)code));

    public static IEnumerable<GoFunction> Rows =>
    [
        new("randAlphaNum", "int", static (c, a) => RandomSource.Text(c, (nint)a[0]!, Letters + Digits)),
        new("randAlpha", "int", static (c, a) => RandomSource.Text(c, (nint)a[0]!, Letters)),
        new("randNumeric", "int", static (c, a) => RandomSource.Text(c, (nint)a[0]!, Digits)),
        new("randAscii", "int", static (c, a) => RandomSource.Text(c, (nint)a[0]!, Ascii)),
        new("randBytes", "int", static (c, a) => Convert.ToBase64String(RandomSource.Bytes(c, (nint)a[0]!))),
        new("randInt", "int,int", static (c, a) => Number(c, (nint)a[0]!, (nint)a[1]!)),
        new("shuffle", "string", static (c, a) => Shuffle(c, (string)a[0]!)),
        new("uuidv4", "", static (c, _) => Uuid(c)),
    ];

    private static nint Number(FunctionContext context, nint minimum, nint maximum)
    {
        if (maximum <= minimum)
        {
            throw new FunctionException("invalid argument to Intn");
        }
        return unchecked((nint)((long)minimum + RandomSource.Below(context, (ulong)((long)maximum - minimum))));
    }

    private static string Shuffle(FunctionContext context, string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        for (int i = runes.Length - 1; i > 0; i--)
        {
            int other = (int)RandomSource.Below(context, (ulong)i + 1);
            (runes[i], runes[other]) = (runes[other], runes[i]);
        }

        return string.Concat(runes);
    }

    private static string Uuid(FunctionContext context)
    {
        byte[] bytes = RandomSource.Bytes(context, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
