using FsCheck;
using FsCheck.Fluent;
using Kuscia.Psi.Tables;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Tables;

public sealed class KeySorterTests
{
    private static readonly Gen<byte[][]> Keys = Gen.ArrayOf(Gen.ArrayOf(Gen.Elements<byte>(0, 1, 0x30, 0x31, 0xff)));

    [Fact]
    public void Numbers_come_in_the_order_of_their_keys_in_memory_and_from_runs_on_disk()
    {
        using TemporaryFolder folder = new();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Keys.ToArbitrary(), keys =>
        {
            byte[][] distinct = [.. keys.DistinctBy(Convert.ToHexString)];
            int[] expected = [.. Enumerable.Range(0, distinct.Length).OrderBy(i => Convert.ToHexString(distinct[i]), StringComparer.Ordinal)];
            return Sort(distinct, folder.Path, 64 << 20).SequenceEqual(expected) && Sort(distinct, folder.Path, 60).SequenceEqual(expected);
        }));

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static int[] Sort(byte[][] keys, string folder, int budget)
    {
        using KeySorter sorter = new(folder, budget);
        for (int i = 0; i < keys.Length; i++)
        {
            sorter.Add(keys[i], i);
        }

        return [.. sorter.Sorted()];
    }
}
