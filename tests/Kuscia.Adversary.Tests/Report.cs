namespace Kuscia.Adversary.Tests;

/// <summary>Fails with what was found, row by row.</summary>
internal static class Report
{
    private const int Shown = 40;

    public static void Empty(IReadOnlyCollection<string> faults) =>
        Assert.True(faults.Count == 0, $"{faults.Count} faults:\n{string.Join('\n', faults.Take(Shown))}");
}
