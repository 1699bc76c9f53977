using Microsoft.Win32.SafeHandles;

namespace Kuscia.Psi.Tables;

/// <summary>Copies rows of the input file to the output, each followed by a line feed.</summary>
internal sealed class RowCopier(SafeFileHandle input, Stream output)
{
    private const int FlushAt = 1 << 20;

    private byte[] _pending = new byte[FlushAt + (64 << 10)];
    private int _used;

    /// <summary>Copies one row a number of times.</summary>
    public void Copy(long offset, int length, int times)
    {
        if (times <= 0)
        {
            return;
        }

        int start = Reserve(length + 1);
        int read = 0;
        while (read < length)
        {
            int n = RandomAccess.Read(input, _pending.AsSpan(start + read, length - read), offset + read);
            if (n == 0)
            {
                throw new PsiException(ExitCode.Input, "the input table became shorter while the task was running; run the task again");
            }

            read += n;
        }

        _pending[start + length] = (byte)'\n';
        Repeat(start, length + 1, times - 1);
        if (_used >= FlushAt)
        {
            Flush();
        }
    }

    /// <summary>Hands everything copied to the output.</summary>
    public void Flush()
    {
        output.Write(_pending, 0, _used);
        _used = 0;
    }

    private void Repeat(int start, int length, int times)
    {
        if (times == 0)
        {
            return;
        }

        byte[] line = _pending.AsSpan(start, length).ToArray();
        for (int i = 0; i < times; i++)
        {
            int at = Reserve(length);
            line.CopyTo(_pending, at);
        }
    }

    private int Reserve(int length)
    {
        if (_used + length > _pending.Length)
        {
            Flush();
            if (length > _pending.Length)
            {
                _pending = new byte[length];
            }
        }

        int start = _used;
        _used += length;
        return start;
    }
}
