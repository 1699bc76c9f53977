using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Kuscia.Helm.Functions.Security;

/// <summary>The bcrypt password hash (Provos and Mazières, 1999), version 2a.</summary>
internal sealed class Bcrypt
{
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly Lazy<uint[]> Tables = new(static () => PiDigits.Words(18 + (4 * 256)));

    private readonly uint[] _keys = Tables.Value[..18];
    private readonly uint[] _boxes = Tables.Value[18..];

    private Bcrypt()
    {
    }

    /// <summary>Hashes a password.</summary>
    /// <param name="password">The bytes of the password; those after the 72nd are ignored.</param>
    /// <param name="salt">16 bytes.</param>
    /// <param name="cost">The work as a power of two, 4 to 31.</param>
    public static string Hash(byte[] password, byte[] salt, int cost)
    {
        byte[] key = [.. password, 0];
        Bcrypt cipher = new();
        cipher.Expand(key, salt);
        for (long round = 1L << cost; round > 0; round--)
        {
            cipher.Expand(key, []);
            cipher.Expand(salt, []);
        }

        uint[] words = new uint[6];
        byte[] magic = "OrpheanBeholderScryDoubt"u8.ToArray();
        for (int i = 0; i < 6; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(magic.AsSpan(i * 4));
        }
        byte[] hash = new byte[24];
        for (int i = 0; i < 6; i += 2)
        {
            for (int round = 0; round < 64; round++)
            {
                cipher.Encrypt(ref words[i], ref words[i + 1]);
            }
            BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(i * 4), words[i]);
            BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan((i + 1) * 4), words[i + 1]);
        }

        return string.Create(CultureInfo.InvariantCulture, $"$2a${cost:00}${Encode(salt)}{Encode(hash.AsSpan(0, 23))}");
    }

    private void Expand(byte[] key, byte[] salt)
    {
        int at = 0;
        for (int i = 0; i < _keys.Length; i++)
        {
            _keys[i] ^= NextWord(key, ref at);
        }
        uint left = 0;
        uint right = 0;
        int saltAt = 0;
        Fill(_keys, salt, ref saltAt, ref left, ref right);
        Fill(_boxes, salt, ref saltAt, ref left, ref right);
    }

    private void Fill(uint[] table, byte[] salt, ref int saltAt, ref uint left, ref uint right)
    {
        for (int i = 0; i < table.Length; i += 2)
        {
            if (salt.Length > 0)
            {
                left ^= NextWord(salt, ref saltAt);
                right ^= NextWord(salt, ref saltAt);
            }

            Encrypt(ref left, ref right);
            table[i] = left;
            table[i + 1] = right;
        }
    }

    private static uint NextWord(byte[] bytes, ref int at)
    {
        uint word = 0;
        for (int i = 0; i < 4; i++)
        {
            word = (word << 8) | bytes[at];
            at = (at + 1) % bytes.Length;
        }

        return word;
    }

    private void Encrypt(ref uint left, ref uint right)
    {
        uint l = left;
        uint r = right;
        for (int i = 0; i < 16; i += 2)
        {
            l ^= _keys[i];
            r ^= Mix(l);
            r ^= _keys[i + 1];
            l ^= Mix(r);
        }

        left = r ^ _keys[17];
        right = l ^ _keys[16];
    }

    private uint Mix(uint x) =>
        unchecked(((_boxes[x >> 24] + _boxes[256 + ((x >> 16) & 0xFF)]) ^ _boxes[512 + ((x >> 8) & 0xFF)]) + _boxes[768 + (x & 0xFF)]);

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        uint bits = 0;
        int count = 0;
        foreach (byte b in bytes)
        {
            bits = (bits << 8) | b;
            for (count += 8; count >= 6; count -= 6)
            {
                text.Append(Alphabet[(int)(bits >> (count - 6)) & 63]);
            }
        }

        if (count > 0)
        {
            text.Append(Alphabet[(int)(bits << (6 - count)) & 63]);
        }
        return text.ToString();
    }
}
