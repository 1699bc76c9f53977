using System.Security.Cryptography;
using Kuscia.Agent.Hooks;

namespace Kuscia.Agent.Tests.Hooks;

public sealed class KeyReserveTests
{
    [Fact]
    public async Task Every_pod_has_a_key_of_its_own_also_beyond_the_reserve()
    {
        KeyReserve reserve = new(TimeProvider.System);
        using CancellationTokenSource stop = new();
        Task filling = reserve.FillAsync(stop.Token);
        await stop.CancelAsync();
        await filling;

        HashSet<string> seen = [.. Enumerable.Range(0, 4).Select(_ => PublicKey(reserve))];

        Assert.Equal(4, seen.Count);
    }

    private static string PublicKey(KeyReserve reserve)
    {
        using RSA key = reserve.Take();
        Assert.Equal(2048, key.KeySize);
        return Convert.ToBase64String(key.ExportRSAPublicKey());
    }
}
