using Microsoft.Win32.SafeHandles;

namespace Kuscia.Psi.Tables;

/// <summary>
/// Copies rows of the input file to the output, each followed by a line feed. Rows come out of a window of the file, for a system call for each row
/// costs more than the copy.
/// </summary>
/// <param name="input">The file.</param>
/// <param name="size">Its size.</param>
/// <param name="windowBytes">Bytes of the window: the size of the file for all of it, 0 for none.</param>
/// <param name="output">Where the rows go.</param>
internal sealed class RowCopier(SafeFileHandle input, long size, int windowBytes, Stream output)
{
    private const int FlushAt = 1 << 20;

    // Files up to this size are held for the time of the copy; of larger ones a window slides along when rows come in the order of the file.
    private const int LargestHeld = 64 << 20;
    private const int SlidingWindow = 1 << 20;

    private readonly byte[] _window = GC.AllocateUninitializedArray<byte>(windowBytes);
    private byte[] _pending = new byte[FlushAt + (64 << 10)];
    private long _windowStart;
    private int _windowUsed;
    private int _used;

    /// <summary>The window that suits a file and the order of its rows in the output.</summary>
    public static int WindowFor(long size, bool inOrder) => size <= LargestHeld ? (int)size : inOrder ? SlidingWindow : 0;

    /// <summary>Copies one row a number of times.</summary>
    public void Copy(long offset, int length, int times)
    {
        if (times <= 0)
        {
            return;
        }

        int start = Reserve(length + 1);
        Read(offset, _pending.AsSpan(start, length));
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

    private void Read(long offset, Span<byte> row)
    {
        if (row.Length > _window.Length || offset + row.Length > size)
        {
            ReadFile(offset, row);
            return;
        }

        if (offset < _windowStart || offset + row.Length > _windowStart + _windowUsed)
        {
            _windowStart = _window.Length >= size ? 0 : offset;
            _windowUsed = (int)Math.Min(_window.Length, size - _windowStart);
            ReadFile(_windowStart, _window.AsSpan(0, _windowUsed));
        }

        _window.AsSpan((int)(offset - _windowStart), row.Length).CopyTo(row);
    }

    private void ReadFile(long offset, Span<byte> target)
    {
        int read = 0;
        while (read < target.Length)
        {
            int n = RandomAccess.Read(input, target[read..], offset + read);
            read += n > 0
                ? n
                : throw new PsiException(ExitCode.Input, "the input table became shorter while the task was running; run the task again");
        }
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
