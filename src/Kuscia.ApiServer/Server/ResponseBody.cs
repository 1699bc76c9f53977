using System.IO.Pipelines;

namespace Kuscia.ApiServer.Server;

/// <summary>
/// Sends bytes in slices and waits for the client after each: what is given to the listener in one piece is copied into its buffers whole, and they keep the memory of the largest
/// answer to the slowest client. A client that takes nothing for <see cref="MaxStall"/> is given up.
/// </summary>
internal static class ResponseBody
{
    /// <summary>How long a client may take nothing.</summary>
    public static readonly TimeSpan MaxStall = TimeSpan.FromSeconds(60);

    /// <summary>The size of a slice.</summary>
    public const int SliceBytes = 32 * 1024;

    /// <summary>Sends all bytes.</summary>
    public static async Task WriteAsync(PipeWriter output, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        for (int at = 0; at < bytes.Length; at += SliceBytes)
        {
            await FlushAsync(output.WriteAsync(bytes.Slice(at, Math.Min(SliceBytes, bytes.Length - at)), cancellationToken));
        }
    }

    /// <summary>Sends what was written into the buffer once it is a slice, or in any case when nothing more waits.</summary>
    public static ValueTask FlushAsync(PipeWriter output, bool nothingWaits, CancellationToken cancellationToken) =>
        nothingWaits || output.UnflushedBytes >= SliceBytes ? FlushAsync(output.FlushAsync(cancellationToken)) : ValueTask.CompletedTask;

    private static async ValueTask FlushAsync(ValueTask<FlushResult> flush)
    {
        if (flush.IsCompletedSuccessfully)
        {
            return;
        }

        try
        {
            await flush.AsTask().WaitAsync(MaxStall, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // The caller ends the connection: it cannot say anything any more.
            throw new ClientStalledException();
        }
    }
}
