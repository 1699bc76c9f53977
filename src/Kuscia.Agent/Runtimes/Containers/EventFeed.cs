using System.Threading.Channels;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>Events of pods on their way to the one reader of the runtime's stream. Reports wait for room; notes are a service and are dropped without. Thread-safe.</summary>
internal sealed class EventFeed
{
    private const int Capacity = 1024;

    private readonly Channel<RuntimeEvent> _events = Channel.CreateBounded<RuntimeEvent>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    public ValueTask ReportAsync(PodReport report, CancellationToken cancellationToken) => _events.Writer.WriteAsync(new PodChanged(report), cancellationToken);

    public void Normal(PodKey pod, string reason, string message) => _events.Writer.TryWrite(new PodNote(pod, IsWarning: false, reason, message));

    public void Warning(PodKey pod, string reason, string message) => _events.Writer.TryWrite(new PodNote(pod, IsWarning: true, reason, message));

    public IAsyncEnumerable<RuntimeEvent> ReadAsync(CancellationToken cancellationToken) => _events.Reader.ReadAllAsync(cancellationToken);
}
