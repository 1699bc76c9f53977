using Kuscia.Model.Meta;

namespace Kuscia.Model.Tests;

public sealed class DomainNamesTests
{
    [Theory]
    [InlineData("alice")]
    [InlineData("a")]
    [InlineData("1-2")]
    [InlineData("kuscia-system")]
    [InlineData("defaults")]
    [InlineData("kube")]
    public void Names_that_a_domain_may_have(string name) => Assert.Null(DomainNames.Fault(name));

    [Theory]
    [InlineData("a.b", "'a.b'")]
    [InlineData("a..b", "no dots")]
    [InlineData("Alice", "lower-case")]
    [InlineData("-a", "'-a'")]
    [InlineData("a-", "beginning and ending")]
    [InlineData("a_b", "'a_b'")]
    [InlineData("a\n", "'a?'")]
    [InlineData("默认", "lower-case")]
    [InlineData("", "is empty")]
    [InlineData("kube-x", "choose another name")]
    [InlineData("kube-system", "'kube-system'")]
    [InlineData("default", "belongs to the system")]
    [InlineData("cross-domain", "belongs to the system")]
    [InlineData("master", "belongs to the system")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "at most 63")]
    public void Names_that_no_domain_may_have_are_told_with_the_cure(string name, string part) => Assert.Contains(part, DomainNames.Fault(name), StringComparison.Ordinal);
}
