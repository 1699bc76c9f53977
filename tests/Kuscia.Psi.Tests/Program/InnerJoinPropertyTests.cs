using FsCheck;
using FsCheck.Fluent;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Program;

/// <summary>Whatever the tables, the two results side by side are the inner join.</summary>
public sealed class InnerJoinPropertyTests
{
    // Few different values, so that keys meet and repeat; some need quotes.
    private static readonly Gen<string> Value = Gen.Elements("", "a", "b", "ab", "a,b", "\"", "\u00e9", " a");

    private static readonly Gen<(string, string)[]> Table = Gen.ArrayOf(Value.Zip(Value)).Select(rows => rows.Take(12).ToArray());

    [Fact]
    public void Results_side_by_side_are_the_inner_join() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(25),
        Prop.ForAll(Table.Zip(Table).ToArbitrary(), tables => Joins(tables.Item1, tables.Item2).GetAwaiter().GetResult()));

    private static async Task<bool> Joins((string, string)[] left, (string, string)[] right)
    {
        TaskConfig config = new() { Keys1 = ["k", "l"], Keys2 = ["k", "l"], AllowEmpty = true };
        using EnginePair pair = new(config, Text(left), Text(right));
        PsiException?[] failures = await pair.RunAsync();
        IEnumerable<string> expected =
            from l in left.Select((key, row) => (key, row))
            from r in right.Select((key, row) => (key, row))
            where l.key == r.key
            select $"{Line(l.key, l.row)}|{Line(r.key, r.row)}";
        IEnumerable<string> actual = pair.Rows(0).Skip(1).Zip(pair.Rows(1).Skip(1), (a, b) => $"{a}|{b}");
        return failures.All(f => f is null)
            && pair.Rows(0).Length == pair.Rows(1).Length
            && actual.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal));
    }

    private static string Text((string, string)[] rows) =>
        "k,l,row\n" + string.Concat(rows.Select((key, row) => Line(key, row) + "\n"));

    private static string Line((string First, string Second) key, int row) => $"{Quote(key.First)},{Quote(key.Second)},{row}";

    private static string Quote(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
