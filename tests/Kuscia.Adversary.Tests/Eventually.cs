namespace Kuscia.Adversary.Tests;

/// <summary>Waits for something to become true, with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> failure, TimeSpan? limit = null)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < (limit ?? Limit), failure());
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    public static Task TrueAsync(Func<bool> condition, Func<string> failure, TimeSpan? limit = null) => TrueAsync(() => Task.FromResult(condition()), failure, limit);
}
