using System.Security.Cryptography;
using Kuscia.Psi.Tables;

namespace Kuscia.Psi.Tests.Tables;

public sealed class FingerprintIndexTests
{
    [Fact]
    public void Values_are_numbered_in_the_order_they_first_come()
    {
        const int Count = 100_000;
        byte[] values = RandomNumberGenerator.GetBytes(16 * Count);
        FingerprintIndex index = new();
        for (int i = 0; i < Count; i++)
        {
            Assert.True(index.Add(values.AsSpan(16 * i, 16), out int number));
            Assert.Equal(i, number);
        }

        for (int i = 0; i < Count; i++)
        {
            Assert.False(index.Add(values.AsSpan(16 * i, 16), out int number));
            Assert.Equal((i, i), (number, index.Find(values.AsSpan(16 * i, 16))));
        }

        Assert.Equal(Count, index.Count);
        Assert.Equal(-1, index.Find(RandomNumberGenerator.GetBytes(16)));
    }
}
