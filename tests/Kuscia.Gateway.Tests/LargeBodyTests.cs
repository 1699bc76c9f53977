using System.Net;
using System.Security.Cryptography;
using Kuscia.Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Tests;

/// <summary>Measures the memory of the whole process, hence runs alone.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class LargeBodyCollection;

[Collection("alone")]
public sealed class LargeBodyTests
{
    private const int Piece = 64 * 1024;
    private const int Pieces = 1024;

    // What is reachable counts, not how lazily garbage is collected; a full collection each time would take longer than the transfer.
    private const int Measured = 32;

    [Fact]
    public async Task Large_bodies_stream_in_flat_memory()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await using TestService service = await TestService.StartAsync(async c =>
        {
            byte[] hash = await SHA256.HashDataAsync(c.Request.Body);
            await c.Response.WriteAsync(Convert.ToHexString(hash));
        });
        await pair.Bob.PublishAsync("sink", service.Port);
        using HttpClient application = pair.Alice.Application();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        byte[] piece = RandomNumberGenerator.GetBytes(Piece);
        RepeatedContent content = new(piece, Pieces, () => GC.GetTotalMemory(forceFullCollection: true));

        using HttpResponseMessage response = await application.PostAsync(new Uri("http://sink.bob.svc/"), content);

        using IncrementalHash expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < Pieces; i++)
        {
            expected.AppendData(piece);
        }

        Assert.Equal(Convert.ToHexString(expected.GetHashAndReset()), await response.Content.ReadAsStringAsync());
        Assert.InRange(content.Peak - before, long.MinValue, 48L << 20);
    }

    private sealed class RepeatedContent(byte[] piece, int count, Func<long> memory) : HttpContent
    {
        public long Peak { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (int i = 0; i < count; i++)
            {
                await stream.WriteAsync(piece);
                if (i % Measured == 0)
                {
                    Peak = Math.Max(Peak, memory());
                }
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = (long)piece.Length * count;
            return true;
        }
    }
}
