using System.Globalization;
using System.Text;
using Kuscia.Psi.Channels;

namespace Kuscia.Psi.Program;

/// <summary>How two parties end a run: both see that their results have as many rows, and neither leaves before the other is done.</summary>
/// <param name="channel">To the partner.</param>
/// <param name="peer">Its name.</param>
/// <param name="time">Clock.</param>
internal sealed class CommonEnd(IPeerChannel channel, string peer, TimeProvider time)
{
    private static readonly TimeSpan ReceiptTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Tells the partner the rows of the own result and compares them with its own.</summary>
    /// <exception cref="PsiException">They differ.</exception>
    public async Task CompareRowsAsync(long rows, CancellationToken cancellationToken)
    {
        string mine = rows.ToString(CultureInfo.InvariantCulture);
        await channel.SendAsync(ChannelStream.Control, Encoding.ASCII.GetBytes(mine), cancellationToken);
        byte[] answer = await channel.ReceiveAsync(ChannelStream.Control, cancellationToken);
        string theirs = PeerWire.Clean(Encoding.ASCII.GetString(answer));
        if (mine != theirs)
        {
            throw new PsiException(ExitCode.Partner, $"the results differ: {mine} rows here, {theirs} at {peer}");
        }
    }

    /// <summary>Each party says that its result is safe and waits for the other to say so.</summary>
    public async Task ReachAsync(CancellationToken cancellationToken)
    {
        Task sending = channel.SendAsync(ChannelStream.Control, "done"u8.ToArray(), cancellationToken);
        _ = await channel.ReceiveAsync(ChannelStream.Control, cancellationToken);
        try
        {
            await sending.WaitAsync(ReceiptTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The partner said it was done and has ended; only its receipt was lost.
        }
    }
}
