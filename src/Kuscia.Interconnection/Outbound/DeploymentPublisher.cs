using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.Informers;
using Kuscia.Client.Parties;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Interconnection.Peers;
using Kuscia.Interconnection.Summaries;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Outbound;

/// <summary>Host side of deployments: mirror and summary in the mailbox of every partner, and what the partners tell back into the deployment.</summary>
internal sealed partial class DeploymentPublisher
{
    private readonly IInformer<KusciaDeployment> _deployments;
    private readonly IInformer<KusciaDeploymentSummary> _summaries;
    private readonly ReconcileLoop<string> _loop;
    private readonly TimeProvider _time;
    private readonly PartnerShares _shares;
    private readonly MailboxDelivery _delivery;

    public DeploymentPublisher(IResourceClient client, InformerSet informers, TimeProvider time, ILogger logger)
    {
        _time = time;
        _shares = new PartnerShares(client, time, logger);
        _deployments = informers.For(Kinds.KusciaDeployment);
        _summaries = informers.For(Kinds.KusciaDeploymentSummary);
        _delivery = new MailboxDelivery(client, new PartyDirectory(client, informers), _shares);
        _loop = new ReconcileLoop<string>("interconn-deployments-out", ReconcileAsync, time, logger)
            .On(_deployments, deployment => deployment.Metadata.Name)
            .On(_summaries, summary => summary.Metadata.Name);
    }

    public Task RunAsync(CancellationToken cancellationToken) => _loop.RunAsync(cancellationToken);

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        KusciaDeployment? deployment = _deployments.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, name));
        IReadOnlyDictionary<string, IReadOnlyList<string>> mailboxes = _delivery.MailboxesOf(deployment is { Metadata.DeletionTimestamp: null } ? deployment.Metadata : null);
        await _delivery.RemoveAsync(
            (Kinds.KusciaDeployment, _deployments.ByName().Of(name)), (Kinds.KusciaDeploymentSummary, _summaries.ByName().Of(name)), m => _delivery.IsStale(m, deployment?.Metadata, mailboxes),
            (told, mailbox) => Log.Withdrawn(told, name, mailbox), cancellationToken);
        return await _delivery.ServeAsync(mailboxes, deployment, (client, hosted, mailbox, parties) => SyncAsync(client, hosted, mailbox, parties, cancellationToken));
    }

    private async Task<KusciaDeployment> SyncAsync(
        IResourceClient client, KusciaDeployment deployment, string mailbox, IReadOnlyList<string> parties, CancellationToken cancellationToken)
    {
        KusciaDeploymentSummary? summary = _summaries.Get(new ResourceName(mailbox, deployment.Metadata.Name ?? ""));
        if (summary is not null && InterconnectionAnnotations.IsOfAnother(summary.Metadata, deployment.Metadata))
        {
            // Of an earlier deployment of that name, and just removed: its going brings the next pass.
            return deployment;
        }

        await PublishAsync(client, deployment, mailbox, parties, isNew: summary is null, cancellationToken);
        if (summary is null)
        {
            return deployment;
        }

        summary = ForeignDeployments.Read(summary, deployment);
        KusciaDeployment heard = DeploymentSummarySync.Hear(deployment, summary, parties.Contains);
        KusciaDeployment stored = await client.WriteAsync(Kinds.KusciaDeployment, deployment, heard, "status", cancellationToken);
        KusciaDeploymentSummary told = DeploymentSummarySync.Tell(summary, stored, d => !parties.Contains(d), _time.GetUtcNow());
        await client.WriteAsync(Kinds.KusciaDeploymentSummary, summary, told, null, cancellationToken);
        return stored;
    }

    // Every pass makes sure of both: a node may have ended between the two, and a change of the spec is for the partner too.
    private async Task PublishAsync(
        IResourceClient client, KusciaDeployment deployment, string mailbox, IReadOnlyList<string> parties, bool isNew, CancellationToken cancellationToken)
    {
        if (await client.GetAsync(Kinds.KusciaDeployment.AsJson(), deployment.Identity, cancellationToken) is not { } original || original.Metadata.Uid != deployment.Metadata.Uid)
        {
            return;
        }

        // The summary first: a member that sees the mirror finds its summary.
        if (isNew)
        {
            await MailboxDelivery.PutAsync(client, Kinds.KusciaDeploymentSummary, DeploymentMirror.Summary(deployment, mailbox, parties), cancellationToken);
        }

        JsonResource wanted = DeploymentMirror.Build(original, mailbox, parties, deployment.Spec?.Initiator);
        if (await client.GetAsync(Kinds.KusciaDeployment.AsJson(), wanted.Identity, cancellationToken) is not { } mirror)
        {
            await MailboxDelivery.PutAsync(client, Kinds.KusciaDeployment.AsJson(), wanted, cancellationToken);
            ILogger told = _shares.Of(mailbox).Share.Logger;
            Log.Published(told, deployment.Metadata.Name, mailbox);
        }
        else if (MergeDiff.Between(SpecOf(mirror), SpecOf(wanted) ?? []) is { } change)
        {
            await client.PatchAsync(Kinds.KusciaDeployment.AsJson(), wanted.Identity, new JsonObject { ["spec"] = change }, null, cancellationToken);
        }
    }

    private static JsonObject? SpecOf(JsonResource resource) => resource.Body.TryGetValue("spec", out JsonElement spec) && spec.ValueKind == JsonValueKind.Object ? JsonObject.Create(spec) : null;
}
