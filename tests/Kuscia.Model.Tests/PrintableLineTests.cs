using System.Text;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Tests;

public sealed class PrintableLineTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("两行\n文字", "两行 文字")]
    [InlineData("a\r\n\tb", "a b")]
    [InlineData("\u001b[31mred\u001b[0m\u0007", " [31mred [0m ")]
    [InlineData("a\u202eb\u200bc\ufeff", "abc")]
    [InlineData("x\u0085y\u2028z\u2029", "x y z ")]
    [InlineData("", "")]
    public void Text_becomes_one_printable_line(string text, string line) => Assert.Equal(line, PrintableLine.Of(text));

    // Attributes are stored as UTF-8, which cannot hold half a pair.
    [Fact]
    public void Half_a_surrogate_pair_becomes_a_replacement_character() => Assert.Equal("\ufffd!", PrintableLine.Of("\ud800!"));

    [Theory]
    [InlineData("a", 1024)]
    [InlineData("é", 1023)]
    [InlineData("界", 1023)]
    [InlineData("𝄞", 1023)]
    public void Long_text_is_cut_between_characters_and_says_so(string character, int bytes)
    {
        string line = PrintableLine.Of(string.Concat(Enumerable.Repeat(character, 1 << 20)));

        Assert.EndsWith("…", line, StringComparison.Ordinal);
        Assert.DoesNotContain("\ufffd", line, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(line), bytes - 3, PrintableLine.MaxBytes);
    }

    [Fact]
    public void A_line_of_the_longest_length_is_kept()
    {
        string longest = new('x', PrintableLine.MaxBytes);

        Assert.Same(longest, PrintableLine.Of(longest));
        Assert.Null(PrintableLine.Of(null));
    }
}
