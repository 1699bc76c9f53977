using System.IO.Pipelines;

namespace Kuscia.Hosting.Listeners;

/// <summary>
/// Sends bytes in slices and waits for the client after each: what is given to the listener in one piece is copied into its buffers whole, and they keep the
/// memory of the largest answer to the slowest client. A client that takes nothing for a while is given up.
/// </summary>
public static class ResponseBody
{
    /// <summary>The size of a slice.</summary>
    public const int SliceBytes = 32 * 1024;

    /// <summary>How long a client may take nothing.</summary>
    public static readonly TimeSpan MaxStall = TimeSpan.FromSeconds(60);

    /// <summary>Sends all bytes.</summary>
    /// <exception cref="ClientStalledException">The client takes nothing; the connection can only be ended.</exception>
    public static Task WriteAsync(PipeWriter output, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        WriteAsync(output, bytes, MaxStall, cancellationToken);

    /// <summary>Sends all bytes to a client that may take nothing for <paramref name="stall"/> at most.</summary>
    /// <exception cref="ClientStalledException">The client takes nothing; the connection can only be ended.</exception>
    public static async Task WriteAsync(PipeWriter output, ReadOnlyMemory<byte> bytes, TimeSpan stall, CancellationToken cancellationToken)
    {
        for (int at = 0; at < bytes.Length; at += SliceBytes)
        {
            await FlushAsync(output.WriteAsync(bytes.Slice(at, Math.Min(SliceBytes, bytes.Length - at)), cancellationToken), stall);
        }
    }

    /// <summary>Sends what was written into the buffer once it is a slice, or in any case when nothing more waits.</summary>
    /// <exception cref="ClientStalledException">The client takes nothing; the connection can only be ended.</exception>
    public static ValueTask FlushAsync(PipeWriter output, bool nothingWaits, CancellationToken cancellationToken) =>
        nothingWaits || output.UnflushedBytes >= SliceBytes ? FlushAsync(output.FlushAsync(cancellationToken), MaxStall) : ValueTask.CompletedTask;

    private static async ValueTask FlushAsync(ValueTask<FlushResult> flush, TimeSpan stall)
    {
        if (flush.IsCompletedSuccessfully)
        {
            return;
        }

        try
        {
            await flush.AsTask().WaitAsync(stall, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // The caller ends the connection: it cannot say anything any more.
            throw new ClientStalledException();
        }
    }
}
