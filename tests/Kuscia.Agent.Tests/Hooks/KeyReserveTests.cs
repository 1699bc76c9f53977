using System.Security.Cryptography;
using Kuscia.Agent.Hooks;

namespace Kuscia.Agent.Tests.Hooks;

public sealed class KeyReserveTests
{
    [Fact]
    public async Task Pods_beyond_the_reserve_share_the_newest_key_and_each_may_dispose_it()
    {
        KeyReserve reserve = new(TimeProvider.System);
        using CancellationTokenSource stop = new();
        Task filling = reserve.FillAsync(stop.Token);
        await stop.CancelAsync();
        await filling;

        HashSet<string> seen = [.. Enumerable.Range(0, 50).Select(_ => PublicKey(reserve))];

        Assert.Single(seen);
    }

    private static string PublicKey(KeyReserve reserve)
    {
        using RSA key = reserve.Take();
        Assert.Equal(2048, key.KeySize);
        return Convert.ToBase64String(key.ExportRSAPublicKey());
    }
}
