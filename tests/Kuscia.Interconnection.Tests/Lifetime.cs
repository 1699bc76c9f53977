namespace Kuscia.Interconnection.Tests;

/// <summary>The life of a process that is killed after some writes.</summary>
internal sealed class Lifetime(int writes)
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _done;

    /// <summary>Completes with the last write.</summary>
    public Task Died => _died.Task;

    /// <summary>Writes that reached an API.</summary>
    public int Writes => Math.Min(Volatile.Read(ref _done), writes);

    public bool IsOver => Volatile.Read(ref _done) >= writes;

    /// <summary>True while the process lives to make one more write; to be completed with <see cref="Wrote"/>.</summary>
    public bool MayWrite() => Interlocked.Increment(ref _done) <= writes;

    public void Wrote()
    {
        if (IsOver)
        {
            _died.TrySetResult();
        }
    }
}
