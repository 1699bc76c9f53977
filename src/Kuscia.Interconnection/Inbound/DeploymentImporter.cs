using System.Net;
using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Interconnection.Summaries;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Member side of deployments: keeps a copy of a host's mirror, tells of the own parties in the host's summary, hears of the others.</summary>
internal sealed partial class DeploymentImporter
{
    private readonly HostLink _link;
    private readonly Arrivals _arrivals;
    private readonly IResourceClient _local;
    private readonly IInformer<KusciaDeployment> _deployments;
    private readonly ReconcileLoop<string> _loop;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public DeploymentImporter(HostLink link, Arrivals arrivals, IResourceClient local, InformerSet informers, TimeProvider time, ILogger logger)
    {
        _link = link;
        _arrivals = arrivals;
        _local = local;
        _time = time;
        _logger = logger;
        _deployments = informers.For(Kinds.KusciaDeployment);
        _loop = new ReconcileLoop<string>($"interconn-deployments-in-{link.Host}", ReconcileAsync, time, logger)
            .On(link.Deployments, mirror => mirror.Metadata.Name)
            .On(link.DeploymentSummaries, summary => summary.Metadata.Name)
            .On(_deployments, d => d.Metadata.Namespace == WellKnownNames.CrossDomainNamespace && link.Owns(d.Metadata) ? d.Metadata.Name : null);
    }

    public Task RunAsync(CancellationToken cancellationToken) => _loop.RunAsync(cancellationToken);

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (_link.Share.Wait() is { } wait)
        {
            return wait;
        }

        KusciaDeployment? mirror = _link.Deployments.Get(new ResourceName(_link.Member, name));
        KusciaDeploymentSummary? summary = _link.DeploymentSummaries.Get(new ResourceName(_link.Member, name));
        KusciaDeployment? copy = _deployments.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, name));
        mirror = mirror is not null && HostLink.IsMeant(mirror.Metadata) ? mirror : null;
        if (copy is null)
        {
            await ImportAsync(mirror, summary, cancellationToken);
        }
        else if (!_link.Owns(copy.Metadata))
        {
            await RefuseForeignAsync(mirror, summary, cancellationToken);
        }
        else
        {
            await SyncAsync(copy, mirror, summary, cancellationToken);
        }

        return null;
    }

    private async Task ImportAsync(KusciaDeployment? mirror, KusciaDeploymentSummary? summary, CancellationToken cancellationToken)
    {
        if (mirror is null || summary is null)
        {
            return;
        }

        Arrival<KusciaDeployment> arrival = await _arrivals.DeploymentAsync(mirror, cancellationToken);
        if (arrival.Copy is not { } copy)
        {
            await RefuseAsync(mirror, summary, $"Validate deployment failed, {arrival.Refusal}", cancellationToken);
            return;
        }

        try
        {
            await _local.CreateAsync(Kinds.KusciaDeployment, copy, cancellationToken);
            Log.Imported(_logger, mirror.Metadata.Name, _link.Host);
        }
        catch (ResourceException e) when (e.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            Log.Refused(_logger, mirror.Metadata.Name, _link.Host, PrintableLine.Of(e.Message));
            await RefuseAsync(mirror, summary, $"create error: {(int)e.StatusCode} {e.Reason}", cancellationToken);
        }
    }

    private Task RefuseForeignAsync(KusciaDeployment? mirror, KusciaDeploymentSummary? summary, CancellationToken cancellationToken) =>
        mirror is null || summary is null
            ? Task.CompletedTask
            : RefuseAsync(mirror, summary, $"a deployment named \"{mirror.Metadata.Name}\" of another origin exists in the cluster of {_link.Member}; choose another name", cancellationToken);

    // The own parties of the mirror fail by this, and by nothing that the host could have written.
    private async Task RefuseAsync(KusciaDeployment mirror, KusciaDeploymentSummary summary, string message, CancellationToken cancellationToken)
    {
        KusciaDeploymentStatus status = summary.Status ?? new KusciaDeploymentStatus();
        if (status.Phase == DeploymentPhase.Failed && status.Message == message)
        {
            return;
        }

        KusciaDeploymentSummary refused = summary with
        {
            Status = status with
            {
                Phase = DeploymentPhase.Failed,
                Reason = "ValidateFailed",
                Message = message,
                PartyDeploymentStatuses = DeploymentSummarySync.WithFailed(status, mirror, d => d == _link.Member),
                LastReconcileTime = _time.GetUtcNow(),
            },
        };
        await _link.Client.WriteAsync(Kinds.KusciaDeploymentSummary, summary, refused, null, cancellationToken);
        Log.Refused(_logger, PrintableLine.Of(summary.Metadata.Name), _link.Host, message);
    }

    private async Task SyncAsync(KusciaDeployment copy, KusciaDeployment? mirror, KusciaDeploymentSummary? summary, CancellationToken cancellationToken)
    {
        if (await _link.HasWithdrawnAsync(Kinds.KusciaDeployment, copy, mirror, cancellationToken))
        {
            await _local.DeleteAsync(Kinds.KusciaDeployment, copy.Identity, copy.Metadata.Uid, cancellationToken);
            Log.Removed(_logger, copy.Metadata.Name, _link.Host);
            return;
        }

        copy = mirror is null ? copy : await FollowAsync(copy, mirror, summary, cancellationToken);
        if (summary is null)
        {
            return;
        }

        IReadOnlyList<string> own = _arrivals.OwnParties(copy);
        summary = ForeignDeployments.Read(summary, copy);
        KusciaDeployment heard = DeploymentSummarySync.Hear(copy, summary, d => !own.Contains(d));
        KusciaDeployment stored = await _local.WriteAsync(Kinds.KusciaDeployment, copy, heard, "status", cancellationToken);
        KusciaDeploymentSummary told = DeploymentSummarySync.Tell(summary, stored, own.Contains, _time.GetUtcNow());
        await _link.Client.WriteAsync(Kinds.KusciaDeploymentSummary, summary, told, null, cancellationToken);
    }

    // A change that may not arrive leaves the copy as it is, and the host is told.
    private async Task<KusciaDeployment> FollowAsync(KusciaDeployment copy, KusciaDeployment mirror, KusciaDeploymentSummary? summary, CancellationToken cancellationToken)
    {
        Arrival<KusciaDeployment> arrival = await _arrivals.DeploymentAsync(mirror, cancellationToken);
        if (arrival.Copy is not { } wanted)
        {
            await (summary is null ? Task.CompletedTask : RefuseAsync(mirror, summary, $"Validate deployment failed, {arrival.Refusal}", cancellationToken));
            return copy;
        }

        return WireComparison.AreSame(copy.Spec, wanted.Spec, ModelJsonContext.Default.KusciaDeploymentSpec)
            ? copy
            : await _local.WriteAsync(Kinds.KusciaDeployment, copy, copy with { Spec = wanted.Spec }, null, cancellationToken);
    }
}
