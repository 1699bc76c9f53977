using Kuscia.Helm.Versions;

namespace Kuscia.Helm.Tests.Versions;

public class VersionTests
{
    [Theory]
    [InlineData("1.2.3", "1.2.3", true)]
    [InlineData("1.2.3", "1.2.4", false)]
    [InlineData("~1.2", "1.2.9", true)]
    [InlineData("~1.2", "1.3.0", false)]
    [InlineData("^1.2", "1.9.0", true)]
    [InlineData("^0.2.3", "0.3.0", false)]
    [InlineData("^0.0.3", "0.0.3", true)]
    [InlineData("^0.0.3", "0.0.4", false)]
    [InlineData("0.x", "0.4.1", true)]
    [InlineData("*", "9.9.9", true)]
    [InlineData("*", "9.9.9-rc1", false)]
    [InlineData(">=1.16.0-0 <1.29.0-0", "1.27.3-eks-1", true)]
    [InlineData(">=1.16.0-0 <1.29.0-0", "1.29.0", false)]
    [InlineData(">=1.20-0, <1.25-0 || ^1.27.0-0", "v1.27.3", true)]
    [InlineData("1.2 - 1.4", "1.4.5", true)]
    [InlineData("1.2 - 1.4.0", "1.4.5", false)]
    [InlineData("!=1.2", "1.2.5", false)]
    [InlineData("!=1.2", "1.3.0", true)]
    [InlineData(">11", "11.1.0", false)]
    [InlineData(">11.1", "11.2.0", true)]
    [InlineData("<=11", "11.9.0", true)]
    [InlineData("", "1.0.0", false)]
    [InlineData("abc", "1.0.0", false)]
    [InlineData("1.0.0", "01.x", false)]
    [InlineData("1.2 - 1.4 !=1.3.1", "1.3.0", true)]
    [InlineData("1.2 - 1.4 !=1.3.1", "1.3.1", false)]
    [InlineData("1.2 - 1.4 || 3", "3.9.0", true)]
    [InlineData("=> 1.2, =< 1.3", "1.3.9", true)]
    [InlineData("<=*", "1.0.0", false)]
    [InlineData("^0", "0.9.9", true)]
    [InlineData("^0.0", "0.0.9", true)]
    [InlineData("^0.0", "0.1.0", false)]
    [InlineData("~0.0.0", "7.1.0", true)]
    [InlineData("!=1.2.x-0", "1.2.0-0", false)]
    [InlineData("v1.2.*", "v1.2.9", true)]
    [InlineData("1|2", "1.0.0", false)]
    [InlineData("> =1.2", "1.3.0", false)]
    [InlineData("1.2.3.4", "1.2.3", false)]
    [InlineData("1.2,", "1.2.3", true)]
    [InlineData(",1.2", "1.2.3", false)]
    [InlineData(">=1.0.0-alpha.beta", "1.0.0-alpha.2", false)]
    [InlineData(">=1.0.0-alpha.10", "1.0.0-alpha.9", false)]
    [InlineData(">=1.0.0-alpha", "1.0.0-alpha.1", true)]
    public void A_constraint_admits_what_Masterminds_admits(string range, string version, bool expected) =>
        Assert.Equal(expected, VersionConstraint.Allows(range, version));

    [Theory]
    [InlineData("1.2.3-01", "version segment starts with 0")]
    [InlineData("1.2.3-", "invalid semantic version")]
    [InlineData("1.2.3 ", "invalid semantic version")]
    [InlineData("vv1", "invalid semantic version")]
    [InlineData("1..3", "invalid semantic version")]
    [InlineData("", "invalid semantic version")]
    [InlineData("1.99999999999999999999", "Error parsing version segment: strconv.ParseUint: parsing \"99999999999999999999\": value out of range")]
    public void A_malformed_version_says_what_is_wrong(string text, string expected)
    {
        bool good = SemanticVersion.TryParse(text, out _, out string fault);

        Assert.False(good);
        Assert.Equal(expected, fault);
    }

    [Theory]
    [InlineData("a || >=1", "improper constraint: \"a \"")]
    [InlineData("1|2", "constraint Parser Error")]
    public void A_malformed_constraint_says_what_is_wrong(string text, string expected)
    {
        bool good = VersionConstraint.TryParse(text, out _, out string fault);

        Assert.False(good);
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void Versions_sort_as_the_specification_says()
    {
        string[] sorted =
        [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2", "2",
        ];

        string[] result = [.. sorted.Reverse().OrderBy(Parse)];

        Assert.Equal(sorted, result);
    }

    [Fact]
    public void A_hostile_constraint_is_refused_by_its_length() =>
        Assert.False(VersionConstraint.TryParse(string.Concat(Enumerable.Repeat("1 - 2 ", 100_000)), out _, out _));

    private static SemanticVersion Parse(string text) =>
        SemanticVersion.TryParse(text, out SemanticVersion? version, out string fault) ? version : throw new FormatException(fault);
}
