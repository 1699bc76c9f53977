using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Kuscia.Helm.Functions.GoRegex;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Tests.Functions;

/// <summary>Laws of regular expressions: any pattern is read or refused with a message, and plain ones agree with another engine.</summary>
public sealed class RegexPropertyTests
{
    private static readonly string[] Pieces =
    [
        "a", "b", "é", "😀", "\uDC80", "\0", "\n", ".", "^", "$", "|", "(", ")", "(?:", "(?i)", "(?P<n>", "(?<n>", "(?", "(?i-s:", "[", "]", "[^", "-", "[:alpha:]", "[a-c]",
        "\\", "\\d", "\\W", "\\pL", "\\p{Han}", "\\p{^Lu}", "\\Q", "\\E", "\\b", "\\x{41}", "\\07", "\\1", "*", "+", "?", "{2}", "{0,3}", "{1,}", "{", "}", "{1000}", ",",
    ];

    private static readonly string[] PlainPieces = ["a", "b", "c", ".", "[ab]", "[^a]", "(?:a|b)", "(?:ab)+", "(?:a|bc)*", "a*", "b+?", "c?", "b{1,2}", "|", "^", "$"];

    private static readonly Arbitrary<string> Patterns = Text(Pieces, 12);

    private static readonly Arbitrary<string> PlainPatterns = Text(PlainPieces, 5);

    private static readonly Arbitrary<string> Texts = Text(["a", "b", "c", "ab", "\n", "é", "😀", "\uDC80"], 8);

    [Fact]
    public void Any_pattern_is_read_or_refused_with_a_message() =>
        Prop.ForAll(Patterns, Texts, (pattern, text) =>
        {
            try
            {
                GoRegexp regexp = GoRegexp.Compile(pattern);
                string replaced = regexp.Replace(text, "<$1$n>", false);
                return regexp.IsMatch(text) == (regexp.Find(text) is not null) && replaced.Length >= 0 && regexp.Split(text, -1).Count >= 0;
            }
            catch (FunctionException error)
            {
                return error.Message.StartsWith("error parsing regexp: ", StringComparison.Ordinal);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Plain_patterns_find_what_another_engine_finds() =>
        Prop.ForAll(PlainPatterns, Texts, (pattern, text) =>
        {
            string plain = text.Replace("\uDC80", "").Replace("😀", "é");
            string other = pattern.Replace("$", "\\z");
            return string.Join('|', GoRegexp.Compile(pattern).FindAll(plain, -1, []).Select(match => $"{match.Start}-{match.End}"))
                == string.Join('|', Counted(new Regex(other, RegexOptions.CultureInvariant).Matches(plain)).Select(match => $"{match.Index}-{match.Index + match.Length}"));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    // Go passes over an empty match right behind another one.
    private static IEnumerable<Match> Counted(MatchCollection matches) =>
        matches.Where((match, i) => match.Length > 0 || i == 0 || matches[i - 1].Index + matches[i - 1].Length != match.Index);

    private static Arbitrary<string> Text(string[] pieces, int most) =>
        Gen.Choose(0, most).SelectMany(count => Gen.Elements(pieces).ArrayOf(count)).Select(string.Concat).ToArbitrary();
}
