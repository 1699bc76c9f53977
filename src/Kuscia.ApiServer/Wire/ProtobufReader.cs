using System.Buffers.Binary;

namespace Kuscia.ApiServer.Wire;

/// <summary>Reads the wire form of one message: tags, varints, fixed numbers and length-delimited bytes; every length is checked.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>True at the end of the message.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>The next field number and wire type.</summary>
    public (int Field, int WireType) ReadTag()
    {
        ulong tag = ReadVarint();
        ulong field = tag >> 3;
        return field is > 0 and < 1 << 29 ? ((int)field, (int)(tag & 7)) : throw new WireFormatException($"a field cannot have the number {field}");
    }

    /// <summary>The next variable-length number.</summary>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (_rest.IsEmpty)
            {
                throw new WireFormatException("the message ends within a number");
            }

            byte next = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new WireFormatException("a number is longer than 64 bits");
    }

    /// <summary>The bytes of the next length-delimited value.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        ulong length = ReadVarint();
        if (length > (ulong)_rest.Length)
        {
            throw new WireFormatException($"a value of {length} bytes does not fit into the {_rest.Length} bytes that are left");
        }

        ReadOnlySpan<byte> value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return value;
    }

    /// <summary>The next 64-bit floating-point number.</summary>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>Skips a value of a wire type.</summary>
    public void Skip(int wireType)
    {
        switch (wireType)
        {
            case 0:
                ReadVarint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                ReadBytes();
                break;
            case 5:
                Take(4);
                break;
            default:
                throw new WireFormatException($"the wire type {wireType} is not in use");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_rest.Length < count)
        {
            throw new WireFormatException("the message ends within a number");
        }

        ReadOnlySpan<byte> value = _rest[..count];
        _rest = _rest[count..];
        return value;
    }
}
