using System.Buffers.Binary;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Security;

/// <summary>Random numbers from the source that the caller of the rendering gave.</summary>
internal static class RandomSource
{
    private const int MaxBytes = 16 * 1024 * 1024;

    public static byte[] Bytes(FunctionContext context, long count)
    {
        if (count < 0)
        {
            throw new FunctionException("runtime error: makeslice: len out of range");
        }
        if (count > MaxBytes)
        {
            throw new FunctionException($"{count} random bytes were asked for, more than the {MaxBytes} allowed");
        }
        byte[] bytes = new byte[count];
        context.Options.Random(bytes);
        return bytes;
    }

    /// <summary>A number from 0 up to the bound, each with the same chance.</summary>
    public static long Below(FunctionContext context, ulong bound)
    {
        ulong limit = ulong.MaxValue - (ulong.MaxValue % bound);
        while (true)
        {
            context.Charge(1);
            ulong value = BinaryPrimitives.ReadUInt64LittleEndian(Bytes(context, 8));
            if (value < limit)
            {
                return (long)(value % bound);
            }
        }
    }

    /// <summary>Text of characters from an alphabet.</summary>
    public static string Text(FunctionContext context, long count, string alphabet)
    {
        if (count < 0)
        {
            throw new FunctionException($"Requested random string length {count} is less than 0.");
        }
        if (count > MaxBytes)
        {
            throw new FunctionException($"{count} random characters were asked for, more than the {MaxBytes} allowed");
        }
        char[] text = new char[count];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = alphabet[(int)Below(context, (ulong)alphabet.Length)];
        }
        return new string(text);
    }
}
