using System.Globalization;
using System.Runtime.Intrinsics;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Kernels;

public sealed class Gf128Tests
{
    /// <summary>Products computed with whole numbers in Python.</summary>
    [Theory]
    [InlineData("6513270e269e0d37f2a74de452e6b438", "d23f0824128b2f330c5c7fd0a6a3a450", "260425e9442dc7418933db839c2b594d")]
    [InlineData("9531985d5d9dc9f81818e811892f902b", "36f675cc81e74ef5e8e25d940ed90475", "e4e99753e76ec6c094b1eebd7d3a4226")]
    [InlineData("6b0d549b6f03675a1600a35a099950d8", "8d116ece1738f7d93d9c172411e20b8f", "8d66f3ca5feccf27370e49ba023597c7")]
    [InlineData("80000000000000000000000000000001", "80000000000000000000000000000001", "c0000000000000000000000000001066")]
    public void Products_are_those_of_the_field(string a, string b, string product)
    {
        Assert.Equal(Parse(product), Gf128.Multiply(Parse(a), Parse(b)));
        Assert.Equal(Parse(product), Gf128.MultiplyPortable(Parse(a), Parse(b)));
    }

    [Fact]
    public void Both_ways_to_multiply_agree_on_random_elements()
    {
        Block[] elements = RandomBlocks.Create(2000);

        Assert.All(Enumerable.Range(1, 1999), i => Assert.Equal(Gf128.MultiplyPortable(elements[i - 1], elements[i]), Gf128.Multiply(elements[i - 1], elements[i])));
        Assert.All(elements, e => Assert.Equal(Gf128.Multiply(e, Vector128.CreateScalar(2UL)), Gf128.MultiplyByX(e)));
        Assert.All(elements.Take(20), e => Assert.Equal(Gf128.One, Gf128.Multiply(e, Gf128.Invert(e))));
    }

    [Fact]
    public void The_constant_of_the_convolution_lies_in_no_proper_subfield()
    {
        Block power = Convolution.Mixer;
        for (int i = 0; i < 64; i++)
        {
            power = Gf128.Multiply(power, power);
        }

        Assert.NotEqual(Convolution.Mixer, power);
    }

    private static Block Parse(string text)
    {
        UInt128 value = UInt128.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return Vector128.Create((ulong)value, (ulong)(value >> 64));
    }
}
