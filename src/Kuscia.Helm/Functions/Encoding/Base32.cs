using System.Text;

namespace Kuscia.Helm.Functions.Encoding;

/// <summary>Base 32 with padding; errors name the byte as Go does.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Encode(byte[] bytes)
    {
        StringBuilder output = new((bytes.Length + 4) / 5 * 8);
        ulong bits = 0;
        int count = 0;
        foreach (byte b in bytes)
        {
            bits = ((bits << 8) | b) & 0xFFFF;
            for (count += 8; count >= 5; count -= 5)
            {
                output.Append(Alphabet[(int)(bits >> (count - 5)) & 31]);
            }
        }

        if (count > 0)
        {
            output.Append(Alphabet[(int)(bits << (5 - count)) & 31]);
        }
        return output.Append('=', (8 - output.Length % 8) % 8).ToString();
    }

    public static bool TryDecode(string text, out byte[] bytes, out string error)
    {
        bytes = [];
        error = "";
        string body = text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        string digits = body.TrimEnd('=');
        List<byte> output = new(body.Length);
        uint bits = 0;
        int count = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int value = Alphabet.IndexOf(digits[i], StringComparison.Ordinal);
            if (value < 0)
            {
                return Fail(i, out error);
            }
            bits = ((bits << 5) | (uint)value) & 0xFFFF;
            count += 5;
            if (count >= 8)
            {
                output.Add((byte)(bits >> (count -= 8)));
            }
        }

        if (body.Length % 8 != 0 || body.Length - digits.Length is 2 or 5 or > 6)
        {
            return Fail(body.Length % 8 != 0 ? body.Length - body.Length % 8 : digits.Length, out error);
        }
        bytes = [.. output];
        return true;
    }

    private static bool Fail(int at, out string error)
    {
        error = $"illegal base32 data at input byte {at}";
        return false;
    }
}
