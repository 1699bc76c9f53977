using System.Text.Json.Nodes;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Gateway.Routes;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Handshake;

/// <summary>Tells the control plane what a new table has put in force: Services get their ready-time once, tokens the name of this instance.</summary>
internal sealed class TablePublisher
{
    private readonly RouteSources _sources;
    private readonly RouteTableState _table;
    private readonly TokenInstallation _tokens;
    private readonly IResourceClient _client;
    private readonly TimeProvider _time;
    private readonly WorkQueue<(string Kind, string Name)> _queue;

    public TablePublisher(RouteSources sources, RouteTableState table, TokenInstallation tokens, IResourceClient client, TimeProvider time, ILogger<TablePublisher> logger)
    {
        _sources = sources;
        _table = table;
        _tokens = tokens;
        _client = client;
        _time = time;
        _queue = new WorkQueue<(string, string)>("gateway-publication", HandleAsync, new WorkQueueOptions { MinBackoff = TimeSpan.FromMilliseconds(200) }, time, logger);
    }

    public Task RunAsync(CancellationToken cancellationToken) => _queue.RunAsync(cancellationToken);

    /// <summary>Looks for what is in force and not announced.</summary>
    public void Review()
    {
        foreach (string route in _tokens.Due())
        {
            _queue.Add((nameof(Kinds.DomainRoute), route));
        }

        foreach (Service service in _sources.Services.List().Where(IsDue))
        {
            _queue.Add((nameof(Kinds.Service), service.Metadata.Name ?? ""));
        }
    }

    private bool IsDue(Service service) =>
        service.Metadata.Annotation(WellKnownAnnotations.ReadyTime) is null
        && _table.Current.Services.TryGetValue(service.Metadata.Name ?? "", out ServiceModel? model) && model.Endpoints.Count > 0;

    private async Task<TimeSpan?> HandleAsync((string Kind, string Name) key, CancellationToken cancellationToken)
    {
        if (key.Kind == nameof(Kinds.DomainRoute))
        {
            await _tokens.AnnounceAsync(key.Name, cancellationToken);
            return null;
        }

        ResourceName name = new(_sources.DomainId, key.Name);
        if (_sources.Services.Get(name) is { } service && IsDue(service))
        {
            JsonObject annotations = new() { [WellKnownAnnotations.ReadyTime] = KubernetesTimeConverter.ToText(_time.GetUtcNow()) };
            try
            {
                await _client.PatchAsync(Kinds.Service, name, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } }, null, cancellationToken);
            }
            catch (ResourceException e) when (e.IsNotFound)
            {
                // Deleted meanwhile.
            }
        }

        return null;
    }
}
