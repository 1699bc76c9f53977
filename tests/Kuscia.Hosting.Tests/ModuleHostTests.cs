using Kuscia.Hosting.Modules;

namespace Kuscia.Hosting.Tests;

public class ModuleHostTests
{
    private readonly List<string> _story = [];

    [Fact]
    public async Task Modules_start_when_they_are_asked_for_and_stop_in_reverse_with_what_they_share()
    {
        ModuleHost host = Host();

        await host.RunAsync(async h =>
        {
            await h.StartAsync(new Part(this, "apiserver"));
            h.Own(new Shared(this, "caches"));
            await h.StartAsync(new Part(this, "gateway"));
            await h.StartAsync(new Part(this, "agent"));
        }, CancellationToken.None);
        await host.DisposeAsync();

        Assert.Equal(["start apiserver", "start gateway", "start agent", "stop agent", "stop gateway", "stop caches", "stop apiserver"], _story);
    }

    [Fact]
    public async Task Module_that_fails_is_named_and_its_dependants_do_not_start()
    {
        ModuleHost host = Host();

        ModuleStartException failure = await Assert.ThrowsAsync<ModuleStartException>(() => host.RunAsync(async h =>
        {
            await h.StartAsync(new Part(this, "apiserver") { Fault = "port 6443 is in use" });
            await h.StartAsync(new Part(this, "agent"));
        }, CancellationToken.None));
        await host.DisposeAsync();

        Assert.Equal("module apiserver did not start: port 6443 is in use", failure.Message);
        Assert.DoesNotContain("start agent", _story);
    }

    [Fact]
    public async Task Module_that_fails_is_named_though_another_one_was_waited_for()
    {
        await using ModuleHost host = Host();

        ModuleStartException failure = await Assert.ThrowsAsync<ModuleStartException>(() => host.RunAsync(async h =>
        {
            Task slow = h.StartAsync(new Part(this, "apiserver") { Hangs = true });
            Task broken = h.StartAsync(new Part(this, "gateway") { Fault = "port 80 is in use" });
            await slow;
            await broken;
        }, CancellationToken.None));

        Assert.Equal("module gateway did not start: port 80 is in use", failure.Message);
    }

    [Fact]
    public async Task Module_that_is_not_ready_in_time_is_named()
    {
        await using ModuleHost host = new(new Quiet(), TimeSpan.FromMilliseconds(1), TimeProvider.System);

        ModuleStartException failure = await Assert.ThrowsAsync<ModuleStartException>(() => host.RunAsync(h => h.StartAsync(new Part(this, "apiserver") { Hangs = true }), CancellationToken.None));

        Assert.StartsWith("module apiserver did not start: not ready within", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Module_that_waits_for_somebody_else_may_take_longer_than_the_limit_and_says_for_whom()
    {
        Quiet observer = new();
        await using ModuleHost host = new(observer, TimeSpan.FromMilliseconds(1), TimeProvider.System);
        Patient lite = new();

        Task<Patient> start = host.StartAsync(lite);
        string reason = await observer.Told.Task;
        lite.There.SetResult();

        Assert.Equal("waits for its master", reason);
        Assert.Same(lite, await start);
    }

    [Fact]
    public async Task Start_that_is_cancelled_tells_so()
    {
        await using ModuleHost host = Host();
        using CancellationTokenSource stop = new();

        Task start = host.RunAsync(h => h.StartAsync(new Part(this, "apiserver") { Hangs = true }), stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
    }

    [Fact]
    public async Task Module_that_fails_while_running_ends_the_wait_with_its_reason()
    {
        Part part = new(this, "gateway");
        await using ModuleHost host = Host();
        await host.StartAsync(part);

        part.Fail(new IOException("socket closed"));

        ModuleStartException failure = await Assert.ThrowsAsync<ModuleStartException>(() => host.WaitAsync(CancellationToken.None));
        Assert.Equal("module gateway failed: socket closed", failure.Message);
    }

    private static ModuleHost Host() => new(new Quiet(), TimeSpan.FromSeconds(20), TimeProvider.System);

    private void Tell(string what)
    {
        lock (_story)
        {
            _story.Add(what);
        }
    }

    private sealed class Quiet : IModuleObserver
    {
        public void Ready(IModule module, TimeSpan duration)
        {
        }

        public TaskCompletionSource<string> Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Waits(IModule module, string reason) => Told.TrySetResult(reason);

        public void Failed(IModule module, Exception exception)
        {
        }
    }

    private sealed class Patient : IWaitingModule
    {
        public event Action<string>? Waits;

        public TaskCompletionSource There { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "master";

        public string? Address => null;

        public Task Completion => new TaskCompletionSource().Task;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Waits?.Invoke("waits for its master");
            return There.Task.WaitAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Part(ModuleHostTests test, string name) : IModule
    {
        private readonly TaskCompletionSource _completion = new();

        public string? Fault { get; init; }

        public bool Hangs { get; init; }

        public string Name => name;

        public string? Address => null;

        public Task Completion => _completion.Task;

        public void Fail(Exception exception) => _completion.SetException(exception);

        public Task StartAsync(CancellationToken cancellationToken)
        {
            if (Fault is { } fault)
            {
                throw new ModuleStartException(fault);
            }

            test.Tell($"start {name}");
            return Hangs ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            if (Fault is null)
            {
                test.Tell($"stop {name}");
            }

            return ValueTask.CompletedTask;
        }
    }

    private sealed class Shared(ModuleHostTests test, string name) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            test.Tell($"stop {name}");
            return ValueTask.CompletedTask;
        }
    }
}
