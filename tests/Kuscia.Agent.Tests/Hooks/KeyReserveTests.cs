using System.Security.Cryptography;
using Kuscia.Agent.Hooks;

namespace Kuscia.Agent.Tests.Hooks;

public sealed class KeyReserveTests
{
    [Fact]
    public async Task Every_key_is_handed_out_once_from_the_reserve_and_without_it()
    {
        KeyReserve reserve = new(TimeProvider.System);
        using CancellationTokenSource stop = new();
        Task filling = reserve.FillAsync(stop.Token);
        HashSet<string> seen = [];

        for (int i = 0; i < 12; i++)
        {
            using RSA key = reserve.Take();
            Assert.Equal(2048, key.KeySize);
            Assert.True(seen.Add(Convert.ToBase64String(key.ExportRSAPublicKey())));
        }

        await stop.CancelAsync();
        await filling;
    }
}
