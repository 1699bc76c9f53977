using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Tests.Charts;

public sealed class PatternTests
{
    [Theory]
    [InlineData("*.txt", "a.txt", true)]
    [InlineData("*.txt", "b/a.txt", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("a[b-d]e", "ace", true)]
    [InlineData("a[^b-d]e", "ace", false)]
    [InlineData("a[^b-d]e", "axe", true)]
    [InlineData("a\\*", "a*", true)]
    [InlineData("a\\*", "ab", false)]
    [InlineData("*a*b*c", "xxaxxbxxc", true)]
    [InlineData("[", "[", false)]
    [InlineData("[]a]", "]", false)]
    [InlineData("a*/b", "ax/b", true)]
    [InlineData("a*/b", "ax/y/b", false)]
    public void Shell_pattern(string pattern, string name, bool expected) => Assert.Equal(expected, ShellPattern.Matches(pattern, name));

    [Theory]
    [InlineData("files/*", "files/a", true)]
    [InlineData("files/*", "files/a/b", false)]
    [InlineData("files/**", "files/a/b", true)]
    [InlineData("**.conf", "x/y.conf", true)]
    [InlineData("files/{app,lines}.*", "files/app.ini", true)]
    [InlineData("files/{app,lines}.*", "files/odd.cfg", false)]
    [InlineData("{a,{b,c}}", "c", true)]
    [InlineData("[!a]x", "bx", true)]
    [InlineData("[!a]x", "ax", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a+b(c)", "a+b(c)", true)]
    [InlineData("{broken", "anything/at/all", true)]
    public void Glob_pattern(string pattern, string name, bool expected) => Assert.Equal(expected, GlobPattern.Parse(pattern).Matches(name));

    [Theory]
    [InlineData("!keep*", "keep.txt", false)]
    [InlineData("!keep*", "other.txt", true)]
    [InlineData("dir/", "dir", true)]
    [InlineData("a/b.txt", "a/b.txt", true)]
    [InlineData("a/b.txt", "x/a/b.txt", false)]
    [InlineData("/root.txt", "root.txt", true)]
    [InlineData("/root.txt", "sub/root.txt", false)]
    public void Ignore_rule(string rule, string path, bool expected) =>
        Assert.Equal(expected, IgnoreRules.Parse(rule).Ignores(path, isFolder: rule.EndsWith('/')));

    [Fact]
    public void Double_stars_are_refused_in_ignore_files() =>
        Assert.Equal("double-star (**) syntax is not supported", Assert.Throws<HelmException>(() => IgnoreRules.Parse("a/**")).Message);
}
