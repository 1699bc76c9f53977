using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Kuscia.Model.Quantities;

namespace Kuscia.Model.Tests.Quantities;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("1", "1")]
    [InlineData("1000", "1k")]
    [InlineData("1500m", "1500m")]
    [InlineData("2000m", "2")]
    [InlineData("1.5", "1500m")]
    [InlineData("0.1", "100m")]
    [InlineData(".5Gi", "512Mi")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1024Ki", "1Mi")]
    [InlineData("128Mi", "128Mi")]
    [InlineData("1e3", "1e3")]
    [InlineData("12E6", "12e6")]
    [InlineData("1E", "1E")]
    [InlineData("-5m", "-5m")]
    [InlineData("0.5n", "1n")]
    [InlineData("100u", "100u")]
    [InlineData("5M", "5M")]
    public void A_quantity_is_printed_canonically(string text, string expected)
    {
        Assert.Equal(expected, Quantity.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Gi")]
    [InlineData("1.2.3")]
    [InlineData("1GB")]
    [InlineData("1 Gi")]
    [InlineData("e3")]
    [InlineData("1e")]
    [InlineData("1e999")]
    [InlineData("--1")]
    [InlineData("٣")]
    public void What_is_no_quantity_is_refused_with_its_text(string text)
    {
        FormatException refusal = Assert.Throws<FormatException>(() => Quantity.Parse(text));

        Assert.StartsWith($"\"{text}\" is not a quantity", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4Gi", 2, "2Gi")]
    [InlineData("1Gi", 3, "357913941")]
    [InlineData("4Gi", 8, "512Mi")]
    [InlineData("2", 4, "500m")]
    [InlineData("1", 3, "333m")]
    [InlineData("1k", 4, "250")]
    public void A_share_is_rounded_down(string text, int parts, string expected)
    {
        Assert.Equal(expected, Quantity.Parse(text).DivideBy(parts).ToString());
    }

    [Theory]
    [InlineData("1Gi", "1073741824")]
    [InlineData("1000m", "1")]
    [InlineData("1e3", "1k")]
    public void Equal_amounts_are_equal_whatever_their_suffix(string left, string right)
    {
        Assert.Equal(Quantity.Parse(left), Quantity.Parse(right));
        Assert.Equal(0, Quantity.Parse(left).CompareTo(Quantity.Parse(right)));
    }

    [Fact]
    public void Printing_and_parsing_gives_the_same_amount() => Prop.ForAll<long, bool>((nano, binary) =>
    {
        Quantity quantity = new(nano, binary ? QuantityFormat.BinarySi : QuantityFormat.DecimalSi);
        return Quantity.Parse(quantity.ToString()) == quantity;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Shares_never_exceed_the_whole() => Prop.ForAll<PositiveInt, PositiveInt>((units, parts) =>
    {
        Quantity whole = Quantity.FromUnits(units.Get, QuantityFormat.BinarySi);
        Quantity share = whole.DivideBy(parts.Get);
        return share.Nano * parts.Get <= whole.Nano && share.Nano >= BigInteger.Zero;
    }).QuickCheckThrowOnFailure();
}
