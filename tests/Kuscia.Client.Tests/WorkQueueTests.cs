using System.Diagnostics;
using Kuscia.Client.Queues;
using Kuscia.Testing.Clocks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Client.Tests;

public class WorkQueueTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Key_added_while_it_is_worked_on_is_worked_on_once_more()
    {
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int runs = 0;
        await using Running queue = Run(async (_, _) =>
        {
            if (Interlocked.Increment(ref runs) == 1)
            {
                entered.SetResult();
                await release.Task;
            }
            else
            {
                second.TrySetResult();
            }

            return null;
        });

        queue.Queue.Add("a");
        await entered.Task.WaitAsync(Limit);
        queue.Queue.Add("a");
        queue.Queue.Add("a");
        release.SetResult();
        await second.Task.WaitAsync(Limit);

        Assert.Equal(2, Volatile.Read(ref runs));
    }

    [Fact]
    public async Task Work_on_a_key_is_a_span_that_names_queue_key_and_fault()
    {
        string traced = $"key-{Guid.NewGuid():N}";
        TaskCompletionSource<Activity> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Kuscia.Client",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if ((string?)activity.GetTagItem("kuscia.key") == traced)
                {
                    failed.TrySetResult(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using Running queue = Run((_, _) => throw new InvalidOperationException("not yet"));

        queue.Queue.Add(traced);
        Activity span = await failed.Task.WaitAsync(Limit);

        Assert.StartsWith("reconcile ", span.OperationName, StringComparison.Ordinal);
        Assert.Equal((ActivityStatusCode.Error, "not yet"), (span.Status, span.StatusDescription));
        Assert.Null(span.Parent);
    }

    [Fact]
    public async Task Failing_key_is_retried_until_it_succeeds_and_counts_its_failures()
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<int> seen = [];
        Running? running = null;
        running = Run((key, _) =>
        {
            seen.Add(running?.Queue.Failures(key) ?? -1);
            if (seen.Count < 4)
            {
                throw new InvalidOperationException("not yet");
            }

            done.SetResult();
            return Task.FromResult<TimeSpan?>(null);
        });
        await using Running queue = running;

        queue.Queue.Add("a");
        await done.Task.WaitAsync(Limit);

        Assert.Equal([0, 1, 2, 3], seen);
    }

    [Fact]
    public async Task Handler_asks_to_be_called_again()
    {
        TaskCompletionSource again = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int runs = 0;
        await using Running queue = Run((_, _) =>
        {
            if (Interlocked.Increment(ref runs) == 2)
            {
                again.SetResult();
            }

            return Task.FromResult<TimeSpan?>(runs == 1 ? TimeSpan.FromMilliseconds(1) : null);
        });

        queue.Queue.Add("a");

        await again.Task.WaitAsync(Limit);
    }

    [Fact]
    public async Task Sooner_time_counts_after_the_clock_was_set_forward()
    {
        SettableClock clock = new();
        TaskCompletionSource worked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Running queue = new(new WorkQueue<string>(
            "test",
            (_, _) =>
            {
                worked.SetResult();
                return Task.FromResult<TimeSpan?>(null);
            },
            new WorkQueueOptions(), clock, NullLogger.Instance));
        queue.Queue.AddAfter("a", TimeSpan.FromHours(1));

        clock.Set(TimeSpan.FromDays(3));
        queue.Queue.AddAfter("a", TimeSpan.FromMilliseconds(1));

        await worked.Task.WaitAsync(Limit);
    }

    [Fact]
    public async Task A_look_that_is_asked_for_in_centuries_keeps_no_other_key_waiting()
    {
        TaskCompletionSource other = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Running queue = Run((key, _) =>
        {
            if (key == "other")
            {
                other.SetResult();
            }

            return Task.FromResult<TimeSpan?>(key == "patient" ? TimeSpan.MaxValue : null);
        });

        queue.Queue.Add("patient");
        queue.Queue.Add("other");

        await other.Task.WaitAsync(Limit);
    }

    private static Running Run(Func<string, CancellationToken, Task<TimeSpan?>> handler) =>
        new(new WorkQueue<string>("test", handler, new WorkQueueOptions { Workers = 1, MinBackoff = TimeSpan.FromMilliseconds(1) }, TimeProvider.System, NullLogger.Instance));

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _run;

        public Running(WorkQueue<string> queue)
        {
            Queue = queue;
            _run = queue.RunAsync(_stop.Token);
        }

        public WorkQueue<string> Queue { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _run;
            _stop.Dispose();
        }
    }
}
