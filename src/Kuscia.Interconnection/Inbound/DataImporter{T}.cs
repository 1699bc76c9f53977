using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Informers;
using Kuscia.Runtime.Parties;
using Kuscia.Runtime.Queues;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Member side of granted tables: copies those of one kind (DomainData or DomainDataGrant) from the host's mailbox and removes copies whose original is gone.</summary>
internal sealed class DataImporter
{
    private readonly HostLink _link;
    private readonly ResourceKind<JsonResource> _kind;
    private readonly IInformer<JsonResource> _originals;
    private readonly IInformer<JsonResource> _copies;
    private readonly IResourceClient _local;
    private readonly PartyDirectory _parties;
    private readonly ReconcileLoop<string> _loop;

    public DataImporter(
        HostLink link, ResourceKind<JsonResource> kind, IInformer<JsonResource> originals, IResourceClient local, InformerSet informers, TimeProvider time, ILogger logger)
    {
        _link = link;
        _kind = kind;
        _originals = originals;
        _local = local;
        _copies = informers.For(kind);
        _parties = new PartyDirectory(local, informers);
        _loop = new ReconcileLoop<string>($"interconn-{kind.Plural}-in-{link.Host}", ReconcileAsync, time, logger, workers: 1)
            .On(originals, original => original.Metadata.Name)
            .On(_copies, copy => link.Owns(copy.Metadata) ? copy.Metadata.Name : null);
    }

    public Task RunAsync(CancellationToken cancellationToken) => _loop.RunAsync(cancellationToken);

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        JsonResource? original = _originals.Get(new ResourceName(_link.Member, name));
        IReadOnlyList<string> wanted = original is not null && HostLink.IsMeant(original.Metadata)
            ? [.. PartyNames.Split(original.Metadata.Annotation(WellKnownAnnotations.InterconnKusciaParties)).Where(d => _parties.Find(d).IsOwn)]
            : [];
        foreach (string domain in wanted)
        {
            // One that wants none of it keeps no other waiting: a missing own namespace shows in the queue's log.
            await CopyAsync(original ?? throw new InvalidOperationException("wanted copies have an original"), domain, cancellationToken);
        }

        foreach (JsonResource copy in _copies.ByName().Of(name).Where(c => _link.Owns(c.Metadata) && !wanted.Contains(c.Metadata.Namespace ?? "")))
        {
            await _local.DeleteAsync(_kind, copy.Identity, copy.Metadata.Uid, cancellationToken);
        }

        return null;
    }

    private async Task CopyAsync(JsonResource original, string domain, CancellationToken cancellationToken)
    {
        JsonResource? copy = _copies.Get(new ResourceName(domain, original.Metadata.Name ?? ""));
        if (copy is null)
        {
            await _local.CreateAsync(_kind, Build(original, domain), cancellationToken);
            return;
        }

        bool mine = _link.Owns(copy.Metadata);
        bool newer = Version(original.Metadata.ResourceVersion) > Version(copy.Metadata.Label(WellKnownLabels.ResourceVersionUnderHostCluster));
        if (mine && newer)
        {
            await _local.PatchAsync(_kind, copy.Identity, Patch(original, copy), null, cancellationToken);
        }
    }

    private JsonResource Build(JsonResource original, string domain) => new()
    {
        ApiVersion = _kind.ApiVersion,
        Kind = _kind.Kind,
        Metadata = new ObjectMeta
        {
            Name = original.Metadata.Name,
            Namespace = domain,
            Labels = Labels(original),
            Annotations = new Dictionary<string, string>(original.Metadata.Annotations ?? new Dictionary<string, string>())
            {
                [WellKnownAnnotations.InitiatorMasterDomain] = _link.Host,
            },
        },
        Body = original.Body.Where(m => m.Key != "status").ToDictionary(m => m.Key, JsonElement (m) => m.Value),
    };

    private static Dictionary<string, string> Labels(JsonResource original) => new(original.Metadata.Labels ?? new Dictionary<string, string>())
    {
        [WellKnownLabels.ResourceVersionUnderHostCluster] = original.Metadata.ResourceVersion ?? "",
    };

    private JsonObject Patch(JsonResource original, JsonResource copy)
    {
        JsonObject wanted = JsonSerializer.SerializeToNode(Build(original, copy.Metadata.Namespace ?? ""), ModelJsonContext.Default.JsonResource)?.AsObject() ?? [];
        JsonObject stored = JsonSerializer.SerializeToNode(copy, ModelJsonContext.Default.JsonResource)?.AsObject() ?? [];
        JsonObject patch = new()
        {
            ["metadata"] = new JsonObject { ["labels"] = wanted["metadata"]?["labels"]?.DeepClone(), ["resourceVersion"] = copy.Metadata.ResourceVersion },
        };
        if (MergeDiff.Between(stored["spec"] as JsonObject, wanted["spec"] as JsonObject ?? []) is { } spec)
        {
            patch["spec"] = spec;
        }

        return patch;
    }

    private static ulong Version(string? text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong version) ? version : 0;
}
