using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Kuscia.Storage.Log;

namespace Kuscia.Storage;

/// <summary>
/// Looks at a store and copies the state of one into another, whatever databases they are. A copy is the state at one revision, taken while others write, put in place in
/// one transaction, read back and compared by number and checksum.
/// </summary>
public static class StoreTransfer
{
    private const string First = "/";
    private const int Page = 200;

    // One more than needed: who knows the last revision must be behind what counts as compacted.
    private const int Step = 2;

    /// <summary>What a store holds. Nothing is written. Throws <see cref="StoreException"/>.</summary>
    public static async Task<StoreStatus> StatusAsync(RevisionLogOptions store, CancellationToken cancellationToken)
    {
        await using IDialect dialect = Existing(store);
        (long current, long compacted) = await dialect.RevisionsAsync(cancellationToken);
        return new StoreStatus(current, compacted, await dialect.CountAsync(First, KeyRange.End(First), current, cancellationToken));
    }

    /// <summary>The present state of one key, or null. Nothing is written. Throws <see cref="StoreException"/>.</summary>
    public static async Task<LogEntry?> GetAsync(RevisionLogOptions store, string key, CancellationToken cancellationToken)
    {
        await using IDialect dialect = Existing(store);
        return await dialect.LatestAsync(key, cancellationToken) is { Deleted: false } row ? row.ToEntry() : null;
    }

    /// <summary>Copies the present state. Revisions of the target go on behind those of both. Throws <see cref="StoreException"/>; the target is as it was then.</summary>
    /// <param name="source">May be in use.</param>
    /// <param name="target">Made when missing; nobody should use it.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    public static async Task<StoreTransferResult> CopyAsync(RevisionLogOptions source, RevisionLogOptions target, StoreTransferOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (PlaceOf(source) == PlaceOf(target))
        {
            throw new StoreException($"{PlaceOf(source)} cannot be copied onto itself");
        }

        await using IDialect from = Existing(source);
        await using IDialect to = Store.DialectOf(target);
        await to.OpenAsync(cancellationToken);
        (long there, _) = await to.RevisionsAsync(cancellationToken);
        StoreSum before = await SumAsync(to, there, cancellationToken);
        if (before.Objects > 0 && !options.Overwrite)
        {
            throw new StoreException($"the store {PlaceOf(target)} holds {before.Objects} objects already; name an empty one, or say that they are to be replaced (--overwrite)");
        }

        (long revision, _) = await from.RevisionsAsync(cancellationToken);
        long next = Math.Max(revision, there) + Step + options.Skip;
        StoreSum read = new();
        await to.ImportAsync(RowsAsync(from, revision, read, cancellationToken), next, cancellationToken);
        StoreSum written = await SumAsync(to, next, cancellationToken);
        return read.Equals(written)
            ? new StoreTransferResult(revision, next, read.Objects, read.Bytes, read.Checksum, before.Objects)
            : throw new StoreException($"the copy in {PlaceOf(target)} differs: {written} instead of {read}; do not use it");
    }

    /// <summary>Where a store is, without a password.</summary>
    public static string PlaceOf(RevisionLogOptions store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Endpoint?.ToString() ?? Path.GetFullPath(store.Path);
    }

    private static IDialect Existing(RevisionLogOptions store)
    {
        ArgumentNullException.ThrowIfNull(store);
        SQLitePCL.Batteries_V2.Init();
        return store.Endpoint is not null || File.Exists(store.Path) ? Store.DialectOf(store) : throw new StoreException($"there is no store at {store.Path}");
    }

    private static async Task<StoreSum> SumAsync(IDialect dialect, long revision, CancellationToken cancellationToken)
    {
        StoreSum sum = new();
        await foreach (LogRow _ in RowsAsync(dialect, revision, sum, cancellationToken))
        {
            // The sum is what is wanted.
        }

        return sum;
    }

    // Live rows at a revision in the order of their keys, the health key aside, which every store has.
    private static async IAsyncEnumerable<LogRow> RowsAsync(
        IDialect dialect, long revision, StoreSum sum, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string start = First;
        LogRows page;
        do
        {
            page = await dialect.ListAsync(start, KeyRange.End(First), revision, Page, cancellationToken);
            if (page.Compacted > revision)
            {
                throw new StoreException($"history up to revision {page.Compacted} was compacted while revision {revision} was copied; try again when fewer write");
            }

            foreach (LogRow row in page.Rows)
            {
                start = KeyRange.Behind(row.Name);
                if (row.Name != RevisionLog.HealthKey)
                {
                    sum.Add(row);
                    yield return row;
                }
            }
        }
        while (page.Rows.Count == Page);
    }

    /// <summary>Number, bytes and checksum of rows in their order: key, revisions, lease and value of each.</summary>
    private sealed class StoreSum : IEquatable<StoreSum>
    {
        private readonly ArrayBufferWriter<byte> _row = new(4096);
        private byte[] _chain = new byte[SHA256.HashSizeInBytes];

        public long Objects { get; private set; }

        public long Bytes { get; private set; }

        public string Checksum => Convert.ToHexStringLower(_chain);

        public void Add(LogRow row)
        {
            // Each row with the sum of those before it.
            _row.ResetWrittenCount();
            _row.Write(_chain.AsSpan());
            ReadOnlySpan<long> numbers = [row.Name.Length, row.Id, row.ToEntry().CreateRevision, row.Lease, row.Value.Length];
            foreach (long number in numbers)
            {
                BinaryPrimitives.WriteInt64LittleEndian(_row.GetSpan(sizeof(long)), number);
                _row.Advance(sizeof(long));
            }

            Encoding.UTF8.GetBytes(row.Name, _row);
            _row.Write(row.Value.Span);
            _chain = SHA256.HashData(_row.WrittenSpan);
            Objects++;
            Bytes += row.Value.Length;
        }

        public bool Equals(StoreSum? other) => other is not null && (other.Objects, other.Bytes, other.Checksum) == (Objects, Bytes, Checksum);

        public override bool Equals(object? obj) => Equals(obj as StoreSum);

        public override int GetHashCode() => Checksum.GetHashCode(StringComparison.Ordinal);

        public override string ToString() => $"{Objects} objects with {Bytes} bytes, SHA-256 {Checksum}";
    }
}
