using System.IO.Pipelines;

namespace Kuscia.Hosting.Listeners;

/// <summary>
/// Reads of a request's body that may be given up. A read that its own token ends leaves the connection's reader in use, so that the server can neither drain what the
/// client still sends nor keep the connection, and writes an error for each.
/// </summary>
public static class BodyReads
{
    /// <summary>The next part of the body. Throws <see cref="OperationCanceledException"/> when cancelled, and leaves the reader as it was.</summary>
    public static async ValueTask<ReadResult> ReadOrGiveUpAsync(this PipeReader reader, CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration given = cancellationToken.UnsafeRegister(static r => ((PipeReader)r!).CancelPendingRead(), reader); // not null: the reader
        while (true)
        {
            ReadResult result = await reader.ReadAsync(CancellationToken.None);
            if (!result.IsCanceled)
            {
                return result;
            }

            reader.AdvanceTo(result.Buffer.Start);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
