using System.Threading.Channels;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Pods;

/// <summary>Writes Kubernetes events about pods. Events are a service to the reader: when too many wait, new ones are dropped. Thread-safe.</summary>
internal sealed partial class PodEvents(IResourceClient client, string nodeName, TimeProvider time, ILogger<PodEvents> logger)
{
    private const int Capacity = 256;

    private readonly Channel<Event> _waiting = Channel.CreateBounded<Event>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Normal(PodKey pod, string reason, string message) => Add(pod, "Normal", reason, message);

    public void Warning(PodKey pod, string reason, string message) => Add(pod, "Warning", reason, message);

    /// <summary>Writes what waits until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (Event item in _waiting.Reader.ReadAllAsync(cancellationToken))
            {
                await WriteAsync(item, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task WriteAsync(Event item, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateAsync(Kinds.Event, item, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.Dropped(logger, item.Reason ?? "", e.Message);
        }
    }

    private void Add(PodKey pod, string type, string reason, string message)
    {
        DateTimeOffset now = time.GetUtcNow();
        _waiting.Writer.TryWrite(new Event
        {
            ApiVersion = "v1",
            Kind = "Event",
            Metadata = new ObjectMeta { Namespace = pod.Namespace, Name = $"{pod.Name}.{Guid.NewGuid():N}" },
            InvolvedObject = new ObjectReference { ApiVersion = "v1", Kind = "Pod", Namespace = pod.Namespace, Name = pod.Name, Uid = pod.Uid },
            Type = type,
            Reason = reason,
            Message = message,
            Source = new EventSource { Component = "kuscia-agent", Host = nodeName },
            FirstTimestamp = now,
            LastTimestamp = now,
            Count = 1,
        });
    }

    private static partial class Log
    {
        [LoggerMessage(3401, LogLevel.Debug, "Event {Reason} was not written: {Error}")]
        public static partial void Dropped(ILogger logger, string reason, string error);
    }
}
