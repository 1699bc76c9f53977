using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads;

/// <summary>Tells what a controller did with an object, as <c>kubectl describe</c> shows it. What repeats is counted. Thread-safe.</summary>
internal sealed class WorkloadEvents(IResourceClient client, string component, TimeProvider time)
{
    private const int MaxRemembered = 1000;

    private readonly ConcurrentDictionary<(string Uid, string Reason, string Message), (ResourceName Event, int Count)> _told = new();
    private long _last;

    public Task NormalAsync(ResourceKind kind, Resource about, string reason, string message, CancellationToken cancellationToken) =>
        TellAsync(kind, about, ("Normal", reason, message), cancellationToken);

    public Task WarningAsync(ResourceKind kind, Resource about, string reason, string message, CancellationToken cancellationToken) =>
        TellAsync(kind, about, ("Warning", reason, message), cancellationToken);

    private async Task TellAsync(ResourceKind kind, Resource about, (string Type, string Reason, string Message) what, CancellationToken cancellationToken)
    {
        (string Uid, string Reason, string Message) key = (about.Metadata.Uid ?? "", what.Reason, what.Message);
        try
        {
            if (_told.TryGetValue(key, out (ResourceName Event, int Count) told))
            {
                _told[key] = (told.Event, told.Count + 1);
                JsonObject again = new() { ["count"] = told.Count + 1, ["lastTimestamp"] = KubernetesTimeConverter.ToText(time.GetUtcNow()) };
                await client.PatchAsync(Kinds.Event, told.Event, again, null, cancellationToken);
                return;
            }

            if (_told.Count >= MaxRemembered)
            {
                _told.Clear();
            }

            Event created = await client.CreateAsync(Kinds.Event, Event(kind, about, what), cancellationToken);
            _told[key] = (created.Identity, 1);
        }
        catch (ResourceException)
        {
            // Nobody depends on an event: its namespace may be on its way out, and an old one is forgotten.
            _told.TryRemove(key, out _);
        }
    }

    private Event Event(ResourceKind kind, Resource about, (string Type, string Reason, string Message) what)
    {
        DateTimeOffset now = time.GetUtcNow();
        long ticks = Interlocked.Exchange(ref _last, Math.Max(Interlocked.Read(ref _last) + 1, now.UtcTicks));
        string @namespace = about.Metadata.Namespace ?? "default";
        return new Event
        {
            ApiVersion = Kinds.Event.ApiVersion,
            Kind = Kinds.Event.Kind,
            Metadata = new ObjectMeta { Namespace = @namespace, Name = string.Create(CultureInfo.InvariantCulture, $"{about.Metadata.Name}.{ticks:x}{Random.Shared.Next(0x1000):x}") },
            InvolvedObject = new ObjectReference
            {
                ApiVersion = kind.ApiVersion,
                Kind = kind.Kind,
                Namespace = about.Metadata.Namespace,
                Name = about.Metadata.Name,
                Uid = about.Metadata.Uid,
                ResourceVersion = about.Metadata.ResourceVersion,
            },
            Reason = what.Reason,
            Message = what.Message,
            Type = what.Type,
            Source = new EventSource { Component = component },
            FirstTimestamp = now,
            LastTimestamp = now,
            Count = 1,
            ReportingComponent = component,
            ReportingInstance = "",
        };
    }
}
