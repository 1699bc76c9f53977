using System.Globalization;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests;

/// <summary>The index of live keys against a plain model of every revision.</summary>
public sealed class LiveKeysTests
{
    [Theory]
    [InlineData(1, 300)]
    [InlineData(2, 3000)]
    [InlineData(3, 20)]
    public void Whatever_it_answers_is_the_state_of_that_revision(int seed, int names)
    {
        Random random = new(seed);
        LiveKeys keys = new(0);
        SortedDictionary<string, long> model = new(StringComparer.Ordinal);
        List<(long Revision, KeyValuePair<string, long>[] State)> past = [(0, [])];
        int known = 0;
        for (long revision = 1; revision <= 6000; revision++)
        {
            // Changes come in bursts here and there, so that most of it stays as it was for a while.
            string key = Name(((int)(revision / 60 * 7919) + random.Next(12)) % names);
            if (random.Next(10) < (revision % 2000 < 1200 ? 7 : 2))
            {
                keys.Set(key, revision);
                model[key] = revision;
            }
            else
            {
                keys.Remove(key, revision);
                model.Remove(key);
            }

            if (revision % 97 == 0)
            {
                past.Add((revision, [.. model]));
            }

            int from = random.Next(names);
            string start = Name(from);
            string end = Name(from + random.Next(names / 4));
            (long then, KeyValuePair<string, long>[] state) = past[random.Next(Math.Max(0, past.Count - 4), past.Count)];
            int limit = random.Next(3) == 0 ? 0 : random.Next(1, 50);
            if (keys.Rows(start, end, then, limit) is { } rows)
            {
                known++;
                Assert.Equal(Between(state, start, end).Take(limit == 0 ? int.MaxValue : limit).Select(e => e.Value), rows);
            }

            Assert.Equal(model.Count, keys.Count);
            Assert.Equal(Between(model, start, end).Count(), keys.CountOf(start, end, revision));
            Assert.Equal(Between(state, start, end).Count(), keys.CountOf(start, end, then));
            Assert.Equal(Between(model, start, end).Select(e => e.Value), keys.Rows(start, end, revision, 0));
        }

        Assert.True(known > 20, $"{known} answers about the past");
    }

    [Fact]
    public void Range_that_is_not_changed_since_is_known_however_much_changes_beside_it()
    {
        LiveKeys keys = new(0);
        for (int i = 0; i < 5000; i++)
        {
            keys.Set(Name(i), i + 1);
        }

        for (int i = 4000; i < 5000; i++)
        {
            keys.Remove(Name(i), 6000 + i);
        }

        Assert.Equal(Enumerable.Range(101, 10).Select(i => (long)i), keys.Rows(Name(100), "/l", 5000, 10));
        Assert.Null(keys.Rows(Name(4500), "/l", 5000, 10));
        Assert.Equal(3900, keys.CountOf(Name(100), "/l", 11_000));
        Assert.Equal(4900, keys.CountOf(Name(100), "/l", 5000));
    }

    [Fact]
    public void What_lies_before_its_beginning_is_not_known()
    {
        LiveKeys keys = new(100);
        keys.Set("/k/a", 7);

        Assert.Null(keys.Rows("/k", "/l", 99, 0));
        Assert.Null(keys.CountOf("/k", "/l", 99));
        Assert.Equal([7L], keys.Rows("/k", "/l", 100, 0));
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"/k/{number:D6}{new string('x', number % 7)}");

    private static IEnumerable<KeyValuePair<string, long>> Between(IEnumerable<KeyValuePair<string, long>> entries, string start, string end) =>
        entries.Where(e => string.CompareOrdinal(e.Key, start) >= 0 && string.CompareOrdinal(e.Key, end) < 0);
}
