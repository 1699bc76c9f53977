using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Kuscia.Psi.Channels;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Protocols;
using Kuscia.Psi.Tables;
using Microsoft.Extensions.Logging;

namespace Kuscia.Psi.Program;

/// <summary>`kuscia-psi bench`: both parties in this process with a channel in memory, keys already digested, half of them in common; checks the result.</summary>
internal sealed class BenchRun(BenchOptions options, ILogger logger)
{
    /// <summary>Runs all rounds and writes a line for each.</summary>
    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        byte[][] tables = [Digests(0), Digests(options.Keys / 2)];
        for (int round = 0; round < options.Rounds; round++)
        {
            BenchFigures figures = await MeasureAsync(tables, cancellationToken);
            await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(figures, BenchJson.Default.BenchFigures) : figures.ToText());
        }
    }

    private async Task<BenchFigures> MeasureAsync(byte[][] tables, CancellationToken cancellationToken)
    {
        (LoopbackChannel first, LoopbackChannel second) = LoopbackChannel.CreatePair("alice", "bob");
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<Intersection> alice = Task.Run(() => RunOneAsync(tables[0], first, stop.Token), cancellationToken);
        Task<Intersection> bob = Task.Run(() => RunOneAsync(tables[1], second, stop.Token), cancellationToken);
        Task<Intersection> quicker = await Task.WhenAny(alice, bob);
        if (!quicker.IsCompletedSuccessfully)
        {
            await stop.CancelAsync(); // the other party would wait for this one
            _ = await quicker;
        }

        Intersection[] results = await Task.WhenAll(alice, bob);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        int expected = options.Keys - (options.Keys / 2);
        if (results.Any(r => r.Keys?.Length != expected))
        {
            throw new InvalidOperationException($"wrong result: {results[0].Keys?.Length} and {results[1].Keys?.Length} common keys, {expected} expected");
        }

        return new(
            options.Protocol, options.Keys, options.Threads, seconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
            first.Bytes + second.Bytes, PeakMemory.Mebibytes() << 20);
    }

    private async Task<Intersection> RunOneAsync(byte[] table, LoopbackChannel channel, CancellationToken cancellationToken)
    {
        EcdhProtocol ecdh = new(MaskingKernels.Best, options.Threads, Path.GetTempPath(), int.MaxValue / 64, logger);
        ProtocolChoice choice = new(options.Protocol == "rr22", "the bench asks for it");
        PlannedProtocol protocol = new(choice, ecdh, new(options.Threads, logger), logger);
        return await protocol
            .RunAsync(BlocksAsync(table, cancellationToken), () => options.Keys, new(true, true), channel, cancellationToken);
    }

    private static async IAsyncEnumerable<DigestBlock> BlocksAsync(byte[] table, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int Size = DigestBlock.Capacity * KeyDigest.Length;
        for (int start = 0; start < table.Length; start += Size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new(table.AsMemory(start, Math.Min(Size, table.Length - start)));
        }

        await Task.CompletedTask;
    }

    private byte[] Digests(int first)
    {
        byte[] digests = new byte[checked(options.Keys * KeyDigest.Length)];
        Span<byte> id = stackalloc byte[16];
        id.Clear();
        for (int i = 0; i < options.Keys; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(id, first + i);
            _ = SHA512.HashData(id, digests.AsSpan(i * KeyDigest.Length));
        }

        return digests;
    }
}
