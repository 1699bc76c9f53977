using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Inbound;

/// <summary>
/// Member side of granted tables: keeps copies of those of one kind (DomainData or DomainDataGrant) that may arrive, and removes copies whose original is gone
/// or may no longer arrive.
/// </summary>
internal sealed partial class DataImporter<T>
    where T : Resource
{
    // A refusal may rest on a Domain that is registered later.
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    private readonly HostLink _link;
    private readonly ResourceKind<T> _kind;
    private readonly IInformer<T> _originals;
    private readonly IInformer<T> _copies;
    private readonly Arrivals _arrivals;
    private readonly Func<T, string, Arrival<T>> _judge;
    private readonly IResourceClient _local;
    private readonly ReconcileLoop<string> _loop;
    private readonly ILogger _logger;

    /// <param name="link">Where originals come from.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="originals">The mailbox.</param>
    /// <param name="arrivals">What may arrive.</param>
    /// <param name="judge">Judges one original for one own domain.</param>
    /// <param name="local">The own API.</param>
    /// <param name="informers">Caches of the own API.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where refusals are told.</param>
    public DataImporter(
        HostLink link, ResourceKind<T> kind, IInformer<T> originals, Arrivals arrivals, Func<T, string, Arrival<T>> judge, IResourceClient local, InformerSet informers,
        TimeProvider time, ILogger logger)
    {
        _link = link;
        _kind = kind;
        _originals = originals;
        _arrivals = arrivals;
        _judge = judge;
        _local = local;
        _logger = logger;
        _copies = informers.For(kind);
        _loop = new ReconcileLoop<string>($"interconn-{kind.Plural}-in-{link.Host}", ReconcileAsync, time, logger, workers: 1)
            .On(originals, original => original.Metadata.Name)
            .On(_copies, copy => link.Owns(copy.Metadata) ? copy.Metadata.Name : null);
    }

    public Task RunAsync(CancellationToken cancellationToken) => _loop.RunAsync(cancellationToken);

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (_link.Share.Wait() is { } wait)
        {
            return wait;
        }

        T? original = _originals.Get(new ResourceName(_link.Member, name));
        List<string> kept = [];
        bool refused = false;
        if (original is not null && HostLink.IsMeant(original.Metadata))
        {
            foreach (string domain in _arrivals.Receivers(original.Metadata))
            {
                // One that wants none of it keeps no other waiting: a missing own namespace shows in the queue's log.
                bool taken = await TakeAsync(original, domain, cancellationToken);
                refused |= !taken;
                kept.AddRange(taken ? [domain] : []);
            }
        }

        foreach (T copy in _copies.ByName().Of(name).Where(c => _link.Owns(c.Metadata) && !kept.Contains(c.Metadata.Namespace ?? "")))
        {
            await _local.DeleteAsync(_kind, copy.Identity, copy.Metadata.Uid, cancellationToken);
        }

        return refused ? AskAgain : null;
    }

    private async Task<bool> TakeAsync(T original, string domain, CancellationToken cancellationToken)
    {
        Arrival<T> arrival = _judge(original, domain);
        if (arrival.Copy is not { } wanted)
        {
            Log.Refused(_logger, _kind.Kind, PrintableLine.Of(original.Metadata.Name), _link.Host, arrival.Refusal);
            return false;
        }

        T? copy = _copies.Get(wanted.Identity);
        if (copy is null)
        {
            await _local.CreateAsync(_kind, wanted, cancellationToken);
            return true;
        }

        if (!_link.Owns(copy.Metadata))
        {
            Log.Refused(_logger, _kind.Kind, wanted.Metadata.Name, _link.Host, $"{domain} has one of that name that did not come from there");
            return false;
        }

        // The own API never mixes a partner's words with what is there: labels, annotations and spec are the new ones, or those of before.
        string? seen = copy.Metadata.Label(WellKnownLabels.ResourceVersionUnderHostCluster);
        if (seen != wanted.Metadata.Label(WellKnownLabels.ResourceVersionUnderHostCluster))
        {
            T next = wanted with { Metadata = copy.Metadata with { Labels = wanted.Metadata.Labels, Annotations = wanted.Metadata.Annotations } };
            await _local.WriteAsync(_kind, Bare(copy), Bare(next), null, cancellationToken);
        }

        return true;
    }

    private static T Bare(T resource) => resource switch
    {
        DomainData data => (T)(Resource)(data with { Status = null }),
        DomainDataGrant grant => (T)(Resource)(grant with { Status = null }),
        _ => resource,
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 2531, Level = LogLevel.Warning, Message = "{Kind} {Name} of {Host} is not taken: {Reason}")]
        public static partial void Refused(ILogger logger, string kind, string? name, string host, string? reason);
    }
}
