using System.Threading.Channels;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Tables;

namespace Kuscia.Psi.Protocols;

/// <summary>Spreads group operations over the cores, in blocks.</summary>
internal sealed class ElementMasker(IMaskingKernel kernel, SecretScalar secret, int workers)
{
    private const int AnswerBlock = 1024;

    // Bytes of an encoding that are compared: the lowest byte is always even, so the tag starts behind it.
    private const int TagOffset = 1;

    /// <summary>Maps and masks the digests while they are being read; <paramref name="elements"/> gets them in the same order.</summary>
    public async Task MaskAsync(IAsyncEnumerable<DigestBlock> blocks, SpilledBytes elements, CancellationToken cancellationToken)
    {
        Channel<Task<byte[]>> pending = Channel.CreateBounded<Task<byte[]>>(2 * workers);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = Task.Run(() => ReadAsync(blocks, pending.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (Task<byte[]> block in pending.Reader.ReadAllAsync(cancellationToken))
            {
                elements.Append(await block);
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        await reading;
    }

    /// <summary>Multiplies the partner's elements and writes the compared part of each product.</summary>
    public Task AnswerAsync(byte[] elements, byte[] tags, int tagLength, string peer, CancellationToken cancellationToken)
    {
        int count = elements.Length / Ristretto.EncodedLength;
        ParallelOptions options = new() { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };
        int blocks = (count + AnswerBlock - 1) / AnswerBlock;
        return Parallel.ForAsync(0, blocks, options, (block, _) =>
        {
            int start = block * AnswerBlock;
            AnswerOne(elements, tags, tagLength, peer, start, Math.Min(AnswerBlock, count - start));
            return ValueTask.CompletedTask;
        });
    }

    private void AnswerOne(byte[] elements, byte[] tags, int tagLength, string peer, int start, int count)
    {
        byte[] products = new byte[count * Ristretto.EncodedLength];
        int wrong = kernel.Multiply(
            elements.AsSpan(start * Ristretto.EncodedLength, count * Ristretto.EncodedLength), secret, products);
        if (wrong >= 0)
        {
            throw new PsiException(ExitCode.Partner, $"the engine of {peer} sent an element that is not a valid ristretto255 encoding");
        }

        for (int i = 0; i < count; i++)
        {
            products.AsSpan((i * Ristretto.EncodedLength) + TagOffset, tagLength).CopyTo(tags.AsSpan((start + i) * tagLength));
        }
    }

    private async Task ReadAsync(
        IAsyncEnumerable<DigestBlock> blocks, ChannelWriter<Task<byte[]>> pending, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (DigestBlock block in blocks.WithCancellation(cancellationToken))
            {
                await pending.WriteAsync(Task.Run(() => Mask(block), CancellationToken.None), cancellationToken);
            }

            pending.Complete();
        }
        catch (Exception e)
        {
            pending.Complete(e);
        }
    }

    private byte[] Mask(DigestBlock block)
    {
        byte[] encoded = new byte[block.Count * Ristretto.EncodedLength];
        kernel.MapAndMultiply(block.Bytes.Span, secret, encoded);
        return encoded;
    }
}
