using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Kuscia.Helm.GoValues;

/// <summary>Continues deep recursion on a fresh stack instead of ending the process.</summary>
internal static class StackGuard
{
    private const int StackSize = 16 * 1024 * 1024;

    /// <summary>Whether the current stack is nearly used up.</summary>
    public static bool IsLow => !RuntimeHelpers.TryEnsureSufficientExecutionStack();

    /// <summary>Runs work on a thread with a stack of its own and waits for it.</summary>
    public static T OnFreshStack<T>(Func<T> work)
    {
        T result = default!; // set by the thread unless it failed, and then this method throws
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception error)
                {
                    // Carried over to the waiting thread, which throws it.
                    failure = ExceptionDispatchInfo.Capture(error);
                }
            },
            StackSize);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
