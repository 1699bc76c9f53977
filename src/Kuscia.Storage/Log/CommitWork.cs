namespace Kuscia.Storage.Log;

/// <summary>What waits for the one writer.</summary>
internal abstract class CommitWork;

/// <summary>A write and the answer to its caller.</summary>
/// <param name="append">The write.</param>
/// <param name="since">Timestamp when it was asked for.</param>
internal sealed class AppendWork(PendingAppend append, long since) : CommitWork
{
    public PendingAppend Append { get; } = append;

    public long Since { get; } = since;

    public TaskCompletionSource<AppendResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A step of maintenance between two transactions.</summary>
internal sealed class StepWork(Func<Task> step) : CommitWork
{
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs the step; returns what failed in it.</summary>
    public async Task<Exception?> RunAsync()
    {
        try
        {
            await step();
            Done.TrySetResult();
            return null;
        }
        catch (Exception fault)
        {
            Done.TrySetException(fault);
            return fault;
        }
    }
}
