using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Kuscia.Psi.Protocols;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Protocols;

public sealed class TagTableTests
{
    [Theory]
    [InlineData(0, 8)]
    [InlineData(1, 9)]
    [InlineData(33, 10)]
    [InlineData(5000, 11)]
    [InlineData(5000, 16)]
    public void Tags_are_found_by_their_compared_bytes_alone(int count, int length)
    {
        Block[] tags = RandomBlocks.Create(count);
        byte[] message = [.. tags.SelectMany(t => MemoryMarshal.AsBytes((ReadOnlySpan<Block>)[t])[..length].ToArray()), .. RandomNumberGenerator.GetBytes(100 * length)];
        int[] numbers = new int[count + 100];

        new TagTable(tags, count, length).Find(message, numbers);

        Assert.Equal([.. Enumerable.Range(0, count), .. Enumerable.Repeat(-1, 100)], numbers);
    }

    /// <summary>The table keeps 32 bits of a tag beside its place; the others must be compared as well.</summary>
    [Fact]
    public void A_tag_that_differs_in_its_last_byte_is_another()
    {
        Block[] tags = RandomBlocks.Create(1);
        byte[] message = MemoryMarshal.AsBytes(tags.AsSpan())[..10].ToArray();
        message[9] ^= 1;
        int[] numbers = new int[1];

        new TagTable(tags, 1, 10).Find(message, numbers);

        Assert.Equal([-1], numbers);
    }
}
