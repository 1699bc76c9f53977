using Kuscia.Runtime.Modules;

namespace Kuscia.Runtime.Tests;

public class ModuleHostTests
{
    private readonly List<string> _story = [];

    [Fact]
    public async Task Modules_start_after_what_they_depend_on_and_stop_in_reverse()
    {
        ModuleHost host = Host(new Part(this, "agent", ["apiserver", "gateway"]), new Part(this, "apiserver", []), new Part(this, "gateway", ["apiserver", "not-in-this-mode"]));

        await host.StartAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
        await host.DisposeAsync();

        Assert.Equal(["start apiserver", "start gateway", "start agent", "stop agent", "stop gateway", "stop apiserver"], _story);
    }

    [Fact]
    public async Task Module_that_fails_is_named_and_its_dependants_do_not_start()
    {
        ModuleHost host = Host(new Part(this, "agent", ["apiserver"]), new Part(this, "apiserver", []) { Fault = "port 6443 is in use" });

        ModuleStartException failure = await Assert.ThrowsAsync<ModuleStartException>(() => host.StartAsync(TimeSpan.FromSeconds(20), CancellationToken.None));
        await host.DisposeAsync();

        Assert.Equal("module apiserver did not start: port 6443 is in use", failure.Message);
        Assert.DoesNotContain("start agent", _story);
    }

    [Fact]
    public async Task Module_that_is_not_ready_in_time_is_named()
    {
        await using ModuleHost host = Host(new Part(this, "apiserver", []) { Hangs = true });

        ModuleStartException failure = await Assert.ThrowsAsync<ModuleStartException>(() => host.StartAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None));

        Assert.StartsWith("module apiserver did not start: not ready within", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Circle_of_dependencies_is_refused()
    {
        await using ModuleHost host = Host(new Part(this, "a", ["b"]), new Part(this, "b", ["a"]));

        ModuleStartException failure = await Assert.ThrowsAsync<ModuleStartException>(() => host.StartAsync(TimeSpan.FromSeconds(20), CancellationToken.None));

        Assert.Contains("circle: a, b", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Module_that_fails_while_running_ends_the_wait_with_its_reason()
    {
        Part part = new(this, "gateway", []);
        await using ModuleHost host = Host(part);
        await host.StartAsync(TimeSpan.FromSeconds(20), CancellationToken.None);

        part.Fail(new IOException("socket closed"));

        ModuleStartException failure = await Assert.ThrowsAsync<ModuleStartException>(() => host.WaitAsync(CancellationToken.None));
        Assert.Equal("module gateway failed: socket closed", failure.Message);
    }

    private static ModuleHost Host(params IModule[] modules) => new(modules, new Quiet(), TimeProvider.System);

    private sealed class Quiet : IModuleObserver
    {
        public void Ready(IModule module, TimeSpan duration)
        {
        }

        public void Failed(IModule module, Exception exception)
        {
        }
    }

    private sealed class Part(ModuleHostTests test, string name, IReadOnlyList<string> dependsOn) : IModule
    {
        private readonly TaskCompletionSource _completion = new();

        public string? Fault { get; init; }

        public bool Hangs { get; init; }

        public string Name => name;

        public IReadOnlyList<string> DependsOn => dependsOn;

        public string? Address => null;

        public Task Completion => _completion.Task;

        public void Fail(Exception exception) => _completion.SetException(exception);

        public Task StartAsync(CancellationToken cancellationToken)
        {
            if (Fault is { } fault)
            {
                throw new ModuleStartException(fault);
            }

            Tell("start");
            return Hangs ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            if (Fault is null)
            {
                Tell("stop");
            }

            return ValueTask.CompletedTask;
        }

        private void Tell(string what)
        {
            lock (test._story)
            {
                test._story.Add($"{what} {name}");
            }
        }
    }
}
