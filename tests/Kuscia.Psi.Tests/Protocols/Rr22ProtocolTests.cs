using System.Buffers.Binary;
using System.Security.Cryptography;
using Kuscia.Psi.Channels;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Protocols;
using Kuscia.Psi.Tables;
using Kuscia.Psi.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Psi.Tests.Protocols;

/// <summary>RR22 against the plain intersection and against ECDH, and against partners that break the rules.</summary>
[Collection(BusyTests.Name)]
public sealed class Rr22ProtocolTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 5, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(3, 4000, 2)]
    [InlineData(20_000, 17, 9)]
    [InlineData(40_000, 40_000, 40_000)]
    [InlineData(100_000, 70_000, 33_333)]
    public async Task The_result_is_the_intersection_in_one_order_on_both_sides(int first, int second, int common)
    {
        byte[][] sets = Sets(first, second, common);

        Intersection[] results = await RunAsync(true, sets, new(true, true), new(true, true));

        AssertCommon(sets, results, common);
    }

    /// <summary>Sets that take several buckets, cut small here so that the test takes seconds.</summary>
    [Theory]
    [InlineData(30_000, 30_000, 12_345, true, true)]
    [InlineData(30_000, 200, 150, true, true)]
    [InlineData(40, 25_000, 40, true, false)]
    [InlineData(25_000, 40, 33, true, false)]
    [InlineData(1, 20_000, 1, false, true)]
    public async Task Several_buckets_give_the_same_result_as_one(int first, int second, int common, bool firstReceives, bool secondReceives)
    {
        byte[][] sets = Sets(first, second, common);

        Intersection[] results = await RunAsync(true, sets, new(firstReceives, secondReceives), new(secondReceives, firstReceives), bucketKeys: 1 << 12);

        Assert.Equal([firstReceives, secondReceives], results.Select(r => r.Keys is not null));
        Assert.All(results.Where(r => r.Keys is not null), r => Assert.Equal(common, r.Keys?.Distinct().Count()));
        Assert.All(Expected(sets, common), pair => Assert.All(results.Zip(pair), r => Assert.True(r.First.Keys?.Contains(r.Second) ?? true)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_the_receiver_learns(bool firstReceives)
    {
        byte[][] sets = Sets(1000, 30, 20);

        Intersection[] results = await RunAsync(true, sets, new(firstReceives, !firstReceives), new(!firstReceives, firstReceives));

        Assert.Equal(firstReceives, results[0].Keys is not null);
        Assert.Equal(!firstReceives, results[1].Keys is not null);
        Assert.Equal(20, results[firstReceives ? 0 : 1].Keys?.Length);
    }

    [Fact]
    public async Task Random_sets_give_what_ecdh_gives()
    {
        for (int round = 0; round < 60; round++)
        {
            int first = RandomNumberGenerator.GetInt32(0, 60);
            int second = RandomNumberGenerator.GetInt32(0, 60);
            byte[][] sets = Sets(first, second, RandomNumberGenerator.GetInt32(0, Math.Min(first, second) + 1));

            Intersection[] rr22 = await RunAsync(true, sets, new(true, true), new(true, true));
            Intersection[] ecdh = await RunAsync(false, sets, new(true, true), new(true, true));

            Assert.Equal(ecdh[0].Keys?.Order(), rr22[0].Keys?.Order());
            Assert.Equal(ecdh[1].Keys?.Order(), rr22[1].Keys?.Order());
        }
    }

    /// <summary>Whatever single bit of whatever message changes on the way, no run ends with a result on both sides.</summary>
    [Theory]
    [InlineData((int)ChannelStream.Control, 0)]
    [InlineData((int)ChannelStream.Elements, 0)]
    [InlineData((int)ChannelStream.Elements, 1)]
    [InlineData((int)ChannelStream.Elements, 6)]
    [InlineData((int)ChannelStream.Answers, 0)]
    [InlineData((int)ChannelStream.Answers, 1)]
    [InlineData((int)ChannelStream.Answers, 2)]
    public async Task A_changed_message_ends_the_run(int stream, int number)
    {
        byte[][] sets = Sets(50, 50, 25);

        await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(true, sets, new(true, true), new(true, true), message: (s, n, bytes) =>
        {
            if ((int)s == stream && n == number)
            {
                bytes[bytes.Length / 2] ^= 1;
            }

            return bytes;
        }));
    }

    [Theory]
    [InlineData((int)ChannelStream.Elements, 0, "base transfers")]
    [InlineData((int)ChannelStream.Answers, 0, "base transfers")]
    [InlineData((int)ChannelStream.Elements, 1, "of elements where")]
    [InlineData((int)ChannelStream.Answers, 1, "of answers where")]
    [InlineData((int)ChannelStream.Control, 0, "announced its set in")]
    public async Task A_message_of_a_wrong_length_is_refused(int stream, int number, string reason)
    {
        byte[][] sets = Sets(50, 50, 25);

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => RunAsync(
            true, sets, new(true, true), new(true, true), message: (s, n, bytes) => (int)s == stream && n == number ? bytes[..^1] : bytes));

        Assert.Equal(ExitCode.Partner, e.Code);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    /// <summary>The seventh message of elements is the number of common keys, the eighth names them, each with its place and its proof.</summary>
    [Theory]
    [InlineData(7, 0, 51, "found 51 common keys where at most 50 can be")]
    [InlineData(7, 0, -1, "found -1 common keys")]
    [InlineData(8, 0, 50, "which this party has not sent")]
    [InlineData(8, 0, -1, "which this party has not sent")]
    [InlineData(8, Rr22Encoder.MatchLength, 0, "which this party has not sent")]
    [InlineData(8, sizeof(int), 0, "without knowing it")]
    public async Task Common_keys_that_cannot_be_are_refused(int number, int offset, int value, string reason)
    {
        byte[][] sets = Sets(50, 50, 50);

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => RunAsync(true, sets, new(true, true), new(true, true), message: (s, n, bytes) =>
        {
            if (s == ChannelStream.Elements && n == number)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
            }

            return bytes;
        }));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_tag_for_two_keys_is_refused()
    {
        byte[][] sets = Sets(50, 50, 50);

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => RunAsync(true, sets, new(true, true), new(true, true), message: (s, n, bytes) =>
            s == ChannelStream.Answers && n == 2 ? [.. bytes[..8], .. bytes[..8], .. bytes[16..]] : bytes));

        Assert.Contains("gave the same answer to two elements", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partner_that_mirrors_everything_is_refused()
    {
        (MemoryChannel here, MemoryChannel there) = MemoryChannel.CreatePair();
        Task<Intersection> alice = StartAsync(true, Sets(10, 10, 10)[0], new(true, true), here, CancellationToken.None);

        byte[] hello = await there.ReceiveAsync(ChannelStream.Control, CancellationToken.None);
        await there.SendAsync(ChannelStream.Control, hello, CancellationToken.None);

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => alice.WaitAsync(Limit));
        Assert.Equal("the engine of bob sent back the nonce of this party as its own", e.Message);
    }

    [Theory]
    [InlineData(40, 40, 10)]
    [InlineData(1 << 20, 1 << 20, 10)]
    [InlineData(10_000_000, 10_000_000, 11)]
    public void Tags_leave_40_bits_over_the_number_of_pairs(int first, int second, int atMost)
    {
        int length = Rr22Session.TagBytes(first, second);

        Assert.InRange(length, 8, atMost);
        Assert.True((8 * length) - Math.Log2((double)first * second) >= 40);
    }

    [Fact]
    public void Sets_are_cut_into_buckets_of_about_a_million()
    {
        (MemoryChannel here, _) = MemoryChannel.CreatePair();
        using Rr22Session session = Rr22Session.Create(10_000_000, 1000, Rr22Session.BucketKeys, new byte[16], Enumerable.Repeat((byte)1, 16).ToArray(), new(true, false), here);

        Assert.Equal(10, session.Buckets);
        Assert.True(session.Encodes);
        Assert.InRange(session.EncoderCapacity, 1_000_000, 1_010_000);
        Assert.InRange(session.AnswererCapacity, 150, 220);
    }

    private static void AssertCommon(byte[][] sets, Intersection[] results, int common)
    {
        string[][] keys = [.. results.Select((r, i) => (r.Keys ?? []).Select(k => Convert.ToHexString(sets[i].AsSpan(k * 64, 64))).ToArray())];
        Assert.Equal(common, keys[0].Length);
        Assert.Equal(keys[0], keys[1]);
        Assert.Equal(common, keys[0].Distinct().Count());
    }

    // Sets has the common keys at the start of the first set and at the end of the second.
    private static IEnumerable<int[]> Expected(byte[][] sets, int common) =>
        Enumerable.Range(0, common).Select(i => (int[])[i, (sets[1].Length / 64) - common + i]);

    private static byte[][] Sets(int first, int second, int common)
    {
        byte[][] sets = [RandomNumberGenerator.GetBytes(64 * first), RandomNumberGenerator.GetBytes(64 * second)];
        sets[0].AsSpan(0, 64 * common).CopyTo(sets[1].AsSpan(64 * (second - common)));
        return sets;
    }

    private async Task<Intersection[]> RunAsync(
        bool rr22, byte[][] sets, ReceiverRoles first, ReceiverRoles second, Func<ChannelStream, int, byte[], byte[]>? message = null,
        int bucketKeys = Rr22Session.BucketKeys)
    {
        (MemoryChannel here, MemoryChannel there) = MemoryChannel.CreatePair();
        using CancellationTokenSource stop = new(Limit);
        IPeerChannel alice = message is null ? here : new ChangingChannel(here, message);
        IPeerChannel bob = message is null ? there : new ChangingChannel(there, message);
        Task<Intersection>[] runs = [StartAsync(rr22, sets[0], first, alice, stop.Token, bucketKeys), StartAsync(rr22, sets[1], second, bob, stop.Token, bucketKeys)];
        Task<Intersection> quicker = await Task.WhenAny(runs);
        if (quicker.IsFaulted)
        {
            await stop.CancelAsync();
        }

        _ = await quicker;
        return await Task.WhenAll(runs);
    }

    private Task<Intersection> StartAsync(
        bool rr22, byte[] set, ReceiverRoles roles, IPeerChannel channel, CancellationToken cancellationToken, int bucketKeys = Rr22Session.BucketKeys)
    {
        EcdhProtocol ecdh = new(MaskingKernels.Best, 1, _folder.Path, 1 << 10, NullLogger.Instance);
        PlannedProtocol protocol = new(new(rr22, "the test asks for it"), ecdh, new(1, NullLogger.Instance) { BucketKeys = bucketKeys }, NullLogger.Instance);
        return Task.Run(() => protocol.RunAsync(Blocks(set), () => set.Length / 64, roles, channel, cancellationToken), cancellationToken);
    }

    private static async IAsyncEnumerable<DigestBlock> Blocks(byte[] set)
    {
        for (int start = 0; start < set.Length; start += DigestBlock.Capacity * 64)
        {
            yield return new(set.AsMemory(start, Math.Min(DigestBlock.Capacity * 64, set.Length - start)));
        }

        await Task.CompletedTask;
    }

    /// <summary>Passes messages on and changes what arrives.</summary>
    private sealed class ChangingChannel(IPeerChannel inner, Func<ChannelStream, int, byte[], byte[]> change) : IPeerChannel
    {
        private readonly int[] _received = new int[4];

        public string PeerName => inner.PeerName;

        public Task SendAsync(ChannelStream stream, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
            inner.SendAsync(stream, message, cancellationToken);

        public async ValueTask<byte[]> ReceiveAsync(ChannelStream stream, CancellationToken cancellationToken) =>
            change(stream, _received[(int)stream]++, await inner.ReceiveAsync(stream, cancellationToken));
    }
}
