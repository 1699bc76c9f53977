using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates;

namespace Kuscia.Helm.Tests.Functions;

/// <summary>Regular expressions as the documentation of Go's regexp/syntax describes them: syntax, choice among matches, errors.</summary>
public sealed class RegexTests
{
    [Theory]
    // A '-' that makes no range is a plain one, wherever it stands.
    [InlineData("[^a-zA-Z0-9-_.]+", "a-b_c.d!e", "!")]
    [InlineData(@"^[\w-.]+$", "a-b.c", "a-b.c")]
    [InlineData(@"[\w-.]+", "x!a-b.c", "x|a-b.c")]
    [InlineData("[a-c-e]+", "abd-e", "ab|-e")]
    [InlineData(@"[\d-z]+", "12-zy", "12-z")]
    [InlineData("[--a]+", "-a.b", "-a.")]
    [InlineData("[a-]", "b-a", "-|a")]
    [InlineData("[-a]", "b-a", "-|a")]
    [InlineData("[^-a]", "b-a", "b")]
    [InlineData("[[:alpha:]-z]+", "ab-z1", "ab-z")]
    [InlineData(@"[\pL-z]+", "ab-z1", "ab-z")]
    [InlineData("[a-z-9]+", "ab-98", "ab-9")]
    // Classes.
    [InlineData("[]a]+", "]a[", "]a")]
    [InlineData("[^]a]+", "]a[b", "[b")]
    [InlineData("[[a]+", "[a]", "[a")]
    [InlineData(@"[\]\[]+", "a[]b", "[]")]
    [InlineData("[[:^digit:]]+", "a1b", "a|b")]
    [InlineData("[^[:space:]]+", "a b", "a|b")]
    [InlineData("[[:word:]]+", "a_1-", "a_1")]
    [InlineData("[:alpha:]+", "xalph:", "alph:")]
    [InlineData("[[:alpha]+", "[:a]", "[:a")]
    [InlineData("[a&&b]+", "a&b", "a&b")]
    [InlineData("[a-z-[aeiou]]", "xa]", "a]")]
    [InlineData("[.]", "a.", ".")]
    [InlineData(@"[\x41-\x{43}]+", "ABCD", "ABC")]
    [InlineData(@"[\101]+", "AB", "A")]
    [InlineData(@"[^\d\s]+", "a1 b", "a|b")]
    [InlineData(@"[\D]+", "1a", "a")]
    [InlineData("[^a]+", "a\nb", "\nb")]
    [InlineData(@"[#-&]+", "#$%&'", "#$%&")]
    // Classes of Unicode.
    [InlineData(@"\pN+", "a1٣b", "1٣")]
    [InlineData(@"[\pL\pN]+", "é1-", "é1")]
    [InlineData(@"\p{L}+", "aé1", "aé")]
    [InlineData(@"\p{^L}+", "a1b", "1")]
    [InlineData(@"\P{^L}+", "a1b", "a|b")]
    [InlineData(@"\PL+", "a1\nb", "1\n")]
    [InlineData(@"[\PL]+", "a1\nb", "1\n")]
    [InlineData(@"\p{Greek}+", "abγδ", "γδ")]
    [InlineData(@"\p{Han}+", "a张三b", "张三")]
    [InlineData(@"\p{Old_Italic}", "a𐌀", "𐌀")]
    [InlineData(@"\p{Letter}+", "ab1", "ab")]
    [InlineData(@"\p{uppercase-letter}+", "aBC", "BC")]
    [InlineData(@"\p{Any}+", "a\nb", "a\nb")]
    [InlineData(@"\p{Lu}+", "aÉB", "ÉB")]
    // Words, digits and spaces are those of ASCII; a line's end is not the text's.
    [InlineData(@"\bfoo\b", "éfooé", "foo")]
    [InlineData(@"\Ba", "ba", "a")]
    [InlineData(@"\Bb", "éb", "")]
    [InlineData(@"\w+", "né", "n")]
    [InlineData(@"\W+", "aéb", "é")]
    [InlineData(@"\d+", "٣1", "1")]
    [InlineData(@"\s", "a\vb\u00A0c d", " ")]
    [InlineData(@"a\z", "aba", "a")]
    [InlineData(@"\Aa", "aba", "a")]
    [InlineData("^a$", "a\n", "")]
    [InlineData("(?m)a$", "a\nba", "a|a")]
    [InlineData("(?m)a$", "a\r\n", "")]
    [InlineData("(?m)^a", "a\na", "a|a")]
    [InlineData("(?m)\\Aa", "a\na", "a")]
    [InlineData("a.c", "a\nc", "")]
    [InlineData("a.c", "a\rc", "a\rc")]
    // Flags.
    [InlineData("(?s)a.c", "a\nc", "a\nc")]
    [InlineData("(?s:a.)b.", "a\nb\n", "")]
    [InlineData("(?U)a+", "aaa", "a|a|a")]
    [InlineData("(?U)a+?", "aaa", "aaa")]
    [InlineData("(?i)ab", "Ab", "Ab")]
    [InlineData("(?i:a)b", "AbAB", "Ab")]
    [InlineData("(?i)a(?-i)b", "AbAB", "Ab")]
    [InlineData("(?i)a(?-i:b)c", "AbC", "AbC")]
    [InlineData("a(?i)b", "aB", "aB")]
    [InlineData("(a(?i)b)c", "aBc", "aBc")]
    [InlineData("(a(?i)b)c", "aBC", "")]
    [InlineData("a(?i)b|c", "C", "C")]
    [InlineData("x(?i)*y", "xxY", "xxY")]
    [InlineData("(?im-s)^A.", "b\naB", "aB")]
    [InlineData("(?i)[^k]+", "kK\u212Aa", "a")]
    [InlineData("(?i)s+", "sS\u017F", "sS\u017F")]
    [InlineData("(?i)[[:lower:]]+", "aB1", "aB")]
    [InlineData(@"(?i)\p{Lu}+", "aB1", "aB")]
    [InlineData(@"(?i)\W", "\u017F!", "!")]
    [InlineData("(?i)é", "É", "É")]
    // Quoting and escapes.
    [InlineData(@"\Qa.b\E+", "a.bb", "a.bb")]
    [InlineData(@"\Q*\E*", "**", "**")]
    [InlineData(@"\Qa+b", "a+b", "a+b")]
    [InlineData(@"a\Q\E+", "aa", "aa")]
    [InlineData(@"\Q\\E", @"a\", @"\")]
    [InlineData(@"\.\-\_\/\!\@", "._-._/!@-._/.-_/!@", ".-_/!@")]
    [InlineData(@"\07", "\a", "\a")]
    [InlineData(@"\x{1F600}", "a😀", "😀")]
    [InlineData(@"\a\f\t\n\r\v", "\a\f\t\n\r\v", "\a\f\t\n\r\v")]
    [InlineData("a#b c", "a#b c", "a#b c")]
    // Repetitions.
    [InlineData("a{2}", "aaaaa", "aa|aa")]
    [InlineData("a{2,}", "aaaaa", "aaaaa")]
    [InlineData("a{2,3}?", "aaaaa", "aa|aa")]
    [InlineData("a{,2}", "a{,2}", "a{,2}")]
    [InlineData("a{2", "a{2", "a{2")]
    [InlineData("{", "{", "{")]
    [InlineData("{a}", "{a}", "{a}")]
    [InlineData("x{02}", "x{02}", "x{02}")]
    [InlineData("(?:a{2}){2}", "aaaaa", "aaaa")]
    [InlineData("(?:a*)?b", "aab", "aab")]
    [InlineData("(a*)(?:)*b", "aab", "aab")]
    // The first choice that matches wins, not the longest.
    [InlineData("a|ab", "ab", "a")]
    [InlineData("(?:a|ab)(?:c|bcd)", "abcd", "abcd")]
    [InlineData("a+?", "aaa", "a|a|a")]
    [InlineData("a+?b", "aab", "aab")]
    [InlineData("(?:a|b)+", "abc", "ab")]
    // Characters beyond the first plane are one character.
    [InlineData(".", "a😀", "a|😀")]
    [InlineData("[😀-😂]+", "😁a", "😁")]
    [InlineData("[^a]", "a😀", "😀")]
    [InlineData("^.$", "😀", "😀")]
    [InlineData("(?P<n>a)(?P<n>b)", "ab", "ab")]
    [InlineData("(?<n>a)b", "ab", "ab")]
    public void Pattern_finds_what_Go_finds(string pattern, string text, string expected) =>
        Assert.Equal(expected, Render("{{ mustRegexFindAll .p .t -1 | join \"|\" }}", pattern, text));

    [Theory]
    [InlineData("(|a)*", "aa", "[][][]")]
    [InlineData("(|a)+", "aa", "[][][]")]
    [InlineData("(a|)+", "aa", "[aa]")]
    [InlineData("(a*)*", "b", "[][]")]
    [InlineData("(a*)+", "aab", "[aa][]")]
    [InlineData("a*?", "aa", "[][][]")]
    [InlineData("a??", "a", "[][]")]
    [InlineData("x*", "axb", "[][x][]")]
    [InlineData(@"\b", "ab", "[][]")]
    [InlineData("(?m)^", "a\nb", "[][]")]
    [InlineData("(?m)$", "a\nb\n", "[][][]")]
    [InlineData("a{0}", "a", "[][]")]
    [InlineData("", "é😀", "[][][]")]
    [InlineData("$", "", "[]")]
    public void Empty_matches_are_those_of_Go(string pattern, string text, string expected) =>
        Assert.Equal(expected, Render("{{ range mustRegexFindAll .p .t -1 }}[{{ . }}]{{ end }}", pattern, text));

    [Theory]
    [InlineData("(a+)(b+)", "aabb", "$2$1", "bbaa")]
    [InlineData("(?P<x>a)(?P<y>b)", "ab", "${y}${x}", "ba")]
    [InlineData("(a)(b)?", "a", "[$1|$2|$3]", "[a||]")]
    [InlineData("(a)", "a", "$01", "")]
    [InlineData("(a)", "a", "$0$$", "a$")]
    [InlineData("(a)", "a", "$1x${1}x", "ax")]
    [InlineData("(a)", "a", "$ ${ ${1 $-", "$ ${ ${1 $-")]
    [InlineData("(a|b)*", "ab", "<$1>", "<b>")]
    [InlineData("(a*)*", "b", "<$1>", "<>b<>")]
    [InlineData("(?:(a)|b)*", "ab", "<$1>", "<a>")]
    [InlineData("(?P<n>a)|(?P<n>b)", "ab", "<$n>", "<a><b>")]
    [InlineData("(a){0}b", "b", "<$1>", "<>")]
    [InlineData("(a(b)?)+", "aba", "<$1$2>", "<ab>")]
    [InlineData("x*", "éx", "-", "-é-")]
    [InlineData("a", "a", "$é", "")]
    public void Replacement_follows_Go(string pattern, string text, string replacement, string expected) =>
        Assert.Equal(expected, Render("{{ mustRegexReplaceAll .p .t .r }}", pattern, text, replacement));

    [Theory]
    [InlineData("a", "banana", -1, "[b][n][n][]")]
    [InlineData("a", "banana", 1, "[banana]")]
    [InlineData("a", "banana", 2, "[b][nana]")]
    [InlineData("", "", -1, "")]
    [InlineData("a", "", -1, "[]")]
    [InlineData("", "ab", -1, "[a][b]")]
    [InlineData("x*", "axbxc", -1, "[a][b][c]")]
    [InlineData("^", "ab", -1, "[ab]")]
    public void Splitting_follows_Go(string pattern, string text, int count, string expected) =>
        Assert.Equal(expected, Render($"{{{{ range mustRegexSplit .p .t {count} }}}}[{{{{ . }}}}]{{{{ end }}}}", pattern, text));

    [Theory]
    [InlineData("*", "missing argument to repetition operator: `*`")]
    [InlineData("+?", "missing argument to repetition operator: `+?`")]
    [InlineData("a|*", "missing argument to repetition operator: `*`")]
    [InlineData("(+)", "missing argument to repetition operator: `+`")]
    [InlineData("(?i)*", "missing argument to repetition operator: `*`")]
    [InlineData("{1}", "missing argument to repetition operator: `{1}`")]
    [InlineData("(abc", "missing closing ): `(abc`")]
    [InlineData("((a)", "missing closing ): `((a)`")]
    [InlineData("abc)", "unexpected ): `abc)`")]
    [InlineData("x[a-z", "missing closing ]: `[a-z`")]
    [InlineData("[a-", "missing closing ]: `[a-`")]
    [InlineData("[", "missing closing ]: `[`")]
    [InlineData("[]", "missing closing ]: `[]`")]
    [InlineData("[[:alpha:]", "missing closing ]: `[[:alpha:]`")]
    [InlineData("[z-a]", "invalid character class range: `z-a`")]
    [InlineData("[[:foo:]]", "invalid character class range: `[:foo:]`")]
    [InlineData(@"\pX", @"invalid character class range: `\pX`")]
    [InlineData(@"\p{Foo}", @"invalid character class range: `\p{Foo}`")]
    [InlineData(@"\p{Lu", @"invalid character class range: `\p{Lu`")]
    [InlineData(@"[\p{Foo}]", @"invalid character class range: `\p{Foo}`")]
    [InlineData(@"[a-\d]", @"invalid escape sequence: `\d`")]
    [InlineData(@"[\b]", @"invalid escape sequence: `\b`")]
    [InlineData(@"abc\", "trailing backslash at end of expression: ``")]
    [InlineData(@"[\", "trailing backslash at end of expression: ``")]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData("a*+", "invalid nested repetition operator: `*+`")]
    [InlineData("a++", "invalid nested repetition operator: `++`")]
    [InlineData("a??*", "invalid nested repetition operator: `??*`")]
    [InlineData("a{2}{3}", "invalid nested repetition operator: `{2}{3}`")]
    [InlineData("a{1001}", "invalid repeat count: `{1001}`")]
    [InlineData("a{2,1}", "invalid repeat count: `{2,1}`")]
    [InlineData("a{99999999999}", "invalid repeat count: `{99999999999}`")]
    [InlineData("(?:a{100}){11}", "invalid repeat count: `{11}`")]
    [InlineData("((a{100}){10}){2}", "invalid repeat count: `{2}`")]
    [InlineData(@"\x", @"invalid escape sequence: `\x`")]
    [InlineData(@"\x4", @"invalid escape sequence: `\x4`")]
    [InlineData(@"\xg1", @"invalid escape sequence: `\xg1`")]
    [InlineData(@"\x{110000}", @"invalid escape sequence: `\x{110000`")]
    [InlineData(@"\x{}", @"invalid escape sequence: `\x{}`")]
    [InlineData(@"\1", @"invalid escape sequence: `\1`")]
    [InlineData(@"(a)\1", @"invalid escape sequence: `\1`")]
    [InlineData(@"\8", @"invalid escape sequence: `\8`")]
    [InlineData(@"\Z", @"invalid escape sequence: `\Z`")]
    [InlineData(@"\G", @"invalid escape sequence: `\G`")]
    [InlineData(@"\h", @"invalid escape sequence: `\h`")]
    [InlineData(@"\k<n>", @"invalid escape sequence: `\k`")]
    [InlineData(@"\u0041", @"invalid escape sequence: `\u`")]
    [InlineData(@"\cA", @"invalid escape sequence: `\c`")]
    [InlineData(@"\E", @"invalid escape sequence: `\E`")]
    [InlineData(@"\C", @"invalid escape sequence: `\C`")]
    [InlineData(@"\é", @"invalid escape sequence: `\é`")]
    [InlineData("(?=a)", "invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("(?!a)", "invalid or unsupported Perl syntax: `(?!`")]
    [InlineData("(?>a)", "invalid or unsupported Perl syntax: `(?>`")]
    [InlineData("(?#c)", "invalid or unsupported Perl syntax: `(?#`")]
    [InlineData("(?'n'a)", "invalid or unsupported Perl syntax: `(?'`")]
    [InlineData("(?P=n)", "invalid or unsupported Perl syntax: `(?P`")]
    [InlineData("(?x)a", "invalid or unsupported Perl syntax: `(?x`")]
    [InlineData("(?i-)a", "invalid or unsupported Perl syntax: `(?i-)`")]
    [InlineData("(?i--s)a", "invalid or unsupported Perl syntax: `(?i--`")]
    [InlineData("(?<=a)b", "invalid named capture: `(?<=a)b`")]
    [InlineData("(?P<n", "invalid named capture: `(?P<n`")]
    [InlineData("(?P<>a)", "invalid named capture: `(?P<>`")]
    [InlineData("(?P<a b>c)", "invalid named capture: `(?P<a b>`")]
    [InlineData("(?<é>c)", "invalid named capture: `(?<é>`")]
    public void Wrong_pattern_fails_as_in_Go(string pattern, string expected)
    {
        TemplateException error = Assert.Throws<TemplateException>(() => Render("{{ mustRegexFind .p .t }}", pattern, "text"));

        Assert.EndsWith($"error calling mustRegexFind: error parsing regexp: {expected}", error.Message, StringComparison.Ordinal);
        Assert.Equal("false", Render("{{ regexMatch .p .t }}", pattern, "text"));
    }

    [Theory]
    [InlineData("a**", "regexp: Compile(`a**`): error parsing regexp: invalid nested repetition operator: `**`")]
    [InlineData("`(", "regexp: Compile(\"`(\"): error parsing regexp: missing closing ): ``(`")]
    public void Functions_without_must_panic_as_Go_does(string pattern, string expected)
    {
        TemplateException error = Assert.Throws<TemplateException>(() => Render("{{ regexFind .p .t }}", pattern, "text"));

        Assert.EndsWith("error calling regexFind: " + expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Expressions_without_end_are_refused_by_their_size()
    {
        string nested = new string('(', 1_001) + new string(')', 1_001);
        string large = string.Concat(Enumerable.Repeat("(?:[a-z]{1000}b)", 4_000));

        Assert.Contains("expression nests too deeply", Assert.Throws<TemplateException>(() => Render("{{ mustRegexFind .p .t }}", nested, "a")).Message, StringComparison.Ordinal);
        Assert.Contains("expression too large", Assert.Throws<TemplateException>(() => Render("{{ mustRegexFind .p .t }}", large, "a")).Message, StringComparison.Ordinal);
        Assert.Equal("true", Render("{{ regexMatch .p .t }}", new string('(', 900) + "a" + new string(')', 900), "a"));
    }

    [Fact]
    public void Bytes_that_are_no_text_match_as_the_replacement_character() =>
        Assert.Equal("2", Render("{{ mustRegexFindAll .p (b64dec \"YYCBYg==\") -1 | len }}", @"\x{FFFD}", ""));

    private static string Render(string template, string pattern, string text, string replacement = "")
    {
        TemplateSet set = new(FunctionTable.Helm);
        set.Add("t", template);
        return set.Render("t", new ValueMap { ["p"] = pattern, ["t"] = text, ["r"] = replacement }, RenderOptions.Default, CancellationToken.None);
    }
}
