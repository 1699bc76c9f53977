using System.Buffers.Binary;
using Kuscia.Psi.Channels;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Protocols;
using Kuscia.Psi.Tables;
using Kuscia.Psi.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Psi.Tests.Protocols;

/// <summary>What a partner may send that cannot be true, and that it ends the run with an error instead of a result.</summary>
public sealed class MaliciousPartnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Own_elements_sent_back_are_refused()
    {
        (Task<Intersection> alice, MaliciousPeer bob) = Start("k\na\nb\nc\n");
        await bob.AnnounceAsync(3, 3);

        await bob.SendAsync(ChannelStream.Elements, await bob.ReceiveAsync(ChannelStream.Elements));

        await AssertRefusedAsync(alice, "sent back an element of this party as its own");
    }

    [Fact]
    public async Task One_own_element_among_many_others_is_refused()
    {
        (Task<Intersection> alice, MaliciousPeer bob) = Start("k\na\nb\nc\n");
        await bob.AnnounceAsync(101, 101);
        byte[] own = await bob.ReceiveAsync(ChannelStream.Elements);

        await bob.SendAsync(ChannelStream.Elements, [.. bob.Elements(100), .. own.AsSpan(0, Ristretto.EncodedLength)]);

        await AssertRefusedAsync(alice, "sent back an element of this party as its own");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_element_twice_is_refused(bool aliceReceives)
    {
        (Task<Intersection> alice, MaliciousPeer bob) = Start("k\na\n", aliceReceives);
        byte[] one = bob.Elements(1);
        await bob.AnnounceAsync(2, 2);

        await bob.SendAsync(ChannelStream.Elements, [.. one, .. one]);

        await AssertRefusedAsync(alice, "sent the same element twice");
    }

    [Fact]
    public async Task The_same_answer_to_two_elements_is_refused()
    {
        (Task<Intersection> alice, MaliciousPeer bob) = Start("k\na\nb\n");
        await bob.AnnounceAsync(1, 1);
        await bob.SendAsync(ChannelStream.Elements, bob.Elements(1));
        byte[] tag = await bob.ReceiveAsync(ChannelStream.Answers); // what alice computed for the element: she takes it for common

        await bob.SendAsync(ChannelStream.Answers, [.. tag, .. tag]);

        await AssertRefusedAsync(alice, "gave the same answer to two elements");
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(int.MaxValue, long.MaxValue)]
    [InlineData(3, 2)]
    [InlineData(3, 1L << 40)]
    [InlineData(3, -1)]
    public async Task Sizes_that_cannot_be_are_refused(int keys, long rows)
    {
        (Task<Intersection> alice, MaliciousPeer bob) = Start("k\na\n");

        await bob.AnnounceAsync(keys, rows);

        await AssertRefusedAsync(alice, $"announced {keys} keys in at most {rows} rows");
    }

    [Theory]
    [InlineData(6, 2)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    public async Task Row_counts_beyond_the_announced_rows_are_refused(int first, int second)
    {
        (MemoryChannel here, MemoryChannel there) = MemoryChannel.CreatePair();
        byte[] counts = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(counts, first);
        BinaryPrimitives.WriteInt32LittleEndian(counts.AsSpan(4), second);
        await there.SendAsync(ChannelStream.Counts, counts, CancellationToken.None);

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => RowCounts.ExchangeAsync(
            [0, 1], new SetSize(3, 8), Scan("k\na\nb\n"), ownMayRepeat: false, peerMayRepeat: true, here, CancellationToken.None));

        Assert.Equal("the engine of bob sent row counts that do not fit the 2 common keys and the rows it announced", e.Message);
    }

    [Fact]
    public async Task Row_counts_up_to_the_announced_rows_are_taken()
    {
        (MemoryChannel here, MemoryChannel there) = MemoryChannel.CreatePair();
        await there.SendAsync(ChannelStream.Counts, new byte[] { 6, 0, 0, 0, 1, 0, 0, 0 }, CancellationToken.None);

        int[]? counts = await RowCounts.ExchangeAsync(
            [0, 1], new SetSize(3, 8), Scan("k\na\nb\n"), ownMayRepeat: false, peerMayRepeat: true, here, CancellationToken.None);

        Assert.Equal([6, 1], counts ?? []);
    }

    private static async Task AssertRefusedAsync(Task<Intersection> alice, string reason)
    {
        PsiException e = await Assert.ThrowsAsync<PsiException>(() => alice.WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal(ExitCode.Partner, e.Code);
        Assert.StartsWith("the engine of bob ", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    private (Task<Intersection> Alice, MaliciousPeer Bob) Start(string table, bool aliceReceives = true)
    {
        (MemoryChannel here, MemoryChannel there) = MemoryChannel.CreatePair();
        TableScan scan = Scan(table);
        EcdhProtocol protocol = new(MaskingKernels.Best, 1, _folder.Path, 1 << 10, NullLogger.Instance);
        Task<Intersection> running = protocol.RunAsync(
            scan.ReadDistinctKeysAsync(CancellationToken.None), () => scan.KeyCount, new ReceiverRoles(aliceReceives, true), here, CancellationToken.None);
        return (running, new MaliciousPeer(there));
    }

    private TableScan Scan(string table) => new(TableFile.Open(_folder.Write("t.csv", table), ["k"]), keysMayRepeat: true);
}
