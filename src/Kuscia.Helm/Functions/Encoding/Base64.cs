namespace Kuscia.Helm.Functions.Encoding;

/// <summary>Base 64 with padding; line breaks are skipped, errors name the byte as Go does.</summary>
internal static class Base64
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    public static bool TryDecode(string text, out byte[] bytes, out string error)
    {
        List<byte> output = new(text.Length);
        bytes = [];
        error = "";
        int at = 0;
        while (true)
        {
            int wrong = Quantum(text, ref at, output, out bool done);
            if (wrong >= 0)
            {
                error = $"illegal base64 data at input byte {wrong}";
                return false;
            }

            if (done)
            {
                break;
            }
        }

        bytes = [.. output];
        return true;
    }

    // Reads four characters; gives the position of a fault or -1.
    private static int Quantum(string text, ref int at, List<byte> output, out bool done)
    {
        done = false;
        int bits = 0;
        for (int count = 0; count < 4; count++)
        {
            SkipBreaks(text, ref at);
            if (at >= text.Length)
            {
                done = count == 0;
                return done ? -1 : at - count;
            }

            char c = text[at++];
            int value = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (value >= 0)
            {
                bits = (bits << 6) | value;
                continue;
            }

            done = true;
            return c == '=' ? Padding(text, ref at, output, bits, count) : at - 1;
        }

        output.Add((byte)(bits >> 16));
        output.Add((byte)(bits >> 8));
        output.Add((byte)bits);
        return -1;
    }

    private static int Padding(string text, ref int at, List<byte> output, int bits, int count)
    {
        if (count < 2)
        {
            return at - 1;
        }
        if (count == 2)
        {
            SkipBreaks(text, ref at);
            if (at >= text.Length || text[at] != '=')
            {
                return at >= text.Length ? text.Length : at - 1;
            }
            at++;
        }

        SkipBreaks(text, ref at);
        if (at < text.Length)
        {
            return at;
        }
        output.Add((byte)(count == 2 ? bits >> 4 : bits >> 10));
        if (count == 3)
        {
            output.Add((byte)(bits >> 2));
        }
        return -1;
    }

    private static void SkipBreaks(string text, ref int at)
    {
        while (at < text.Length && text[at] is '\r' or '\n')
        {
            at++;
        }
    }
}
