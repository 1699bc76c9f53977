using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Kuscia.Psi.Tables;

/// <summary>Turns the key of a record into bytes and into its digest.</summary>
internal sealed class KeyDigest(TableFile table)
{
    /// <summary>Bytes of a digest.</summary>
    public const int Length = SHA512.HashSizeInBytes;

    // Separates these digests from every other use of SHA-512; both partners must use the same text.
    private static readonly byte[] Domain = "kuscia-psi/1/ristretto255/sha512"u8.ToArray();

    private byte[] _buffer = [.. Domain, .. new byte[224]];

    /// <summary>Writes the digest of the record's key: SHA-512 over the domain and each value with its length before it.</summary>
    public void Compute(CsvRecordReader record, Span<byte> digest)
    {
        int length = Domain.Length;
        foreach (int column in table.KeyColumns)
        {
            ReadOnlySpan<byte> value = record.Field(column);
            Reserve(length + sizeof(int) + value.Length);
            BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(length), value.Length);
            value.CopyTo(_buffer.AsSpan(length + sizeof(int)));
            length += sizeof(int) + value.Length;
        }

        SHA512.HashData(_buffer.AsSpan(0, length), digest);
    }

    /// <summary>True when every key value of the record is empty.</summary>
    public bool IsEmpty(CsvRecordReader record)
    {
        foreach (int column in table.KeyColumns)
        {
            if (!record.Field(column).IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    private void Reserve(int length)
    {
        if (length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(length, _buffer.Length * 2));
        }
    }
}
