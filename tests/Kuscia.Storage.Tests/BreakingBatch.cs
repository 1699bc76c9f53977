using System.Collections;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests;

/// <summary>A batch that breaks when all of its rows have been inserted and nothing is committed: a key that comes twice forces the insertion.</summary>
internal sealed class BreakingBatch(IReadOnlyList<PendingAppend> batch) : IReadOnlyList<PendingAppend>
{
    private readonly PendingAppend _twice = new($"/registry/broken/{Guid.NewGuid()}", LogFolder.Bytes("{}"), 0, 0);

    public int Count => batch.Count + 3;

    public PendingAppend this[int index] => index < batch.Count ? batch[index] : index < batch.Count + 2 ? _twice : throw new IOException("in the middle of the transaction");

    public IEnumerator<PendingAppend> GetEnumerator() => batch.Append(_twice).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
