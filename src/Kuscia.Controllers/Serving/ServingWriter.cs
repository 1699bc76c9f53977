using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Serving;

/// <summary>Creates, changes and removes the objects of deployments; every call may be repeated.</summary>
internal sealed class ServingWriter(IResourceClient client)
{
    /// <summary>Makes the objects of all own parties as they are to be: what is reached first, what runs last. A fault ends the stage it is found in.</summary>
    /// <param name="view">The deployment.</param>
    /// <param name="parties">All parties.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The Kubernetes Deployments as they are stored.</returns>
    public async Task<(IReadOnlyDictionary<ResourceName, Deployment> Live, ServingFault? Fault)> EnsureAsync(
        ServingView view, IReadOnlyList<PartyServing> parties, CancellationToken cancellationToken)
    {
        ServingObjects objects = new(view.Deployment, parties);
        Dictionary<ResourceName, Deployment> live = [];
        ServingFault? fault = null;
        PartyServing[] own = [.. parties.Where(p => p.IsOwn)];
        foreach (Service service in own.SelectMany(objects.Services))
        {
            fault = (await EnsureAsync(Kinds.Service, view, service, Put, "CreateServiceFailed", cancellationToken)).Fault ?? fault;
        }

        foreach (ConfigMap map in fault is null ? own.Select(objects.Templates).OfType<ConfigMap>() : [])
        {
            fault = (await EnsureAsync(Kinds.ConfigMap, view, map, Put, "CreateConfigMapFailed", cancellationToken)).Fault ?? fault;
        }

        foreach (PartyServing party in fault is null ? own : [])
        {
            (Deployment? made, ServingFault? refused) = await EnsureAsync(Kinds.Deployment, view, objects.Deployment(party), (w, l) => Put(party, w, l), "CreateDeploymentFailed", cancellationToken);
            fault = refused ?? fault;
            if (made is not null)
            {
                live[party.Identity] = made;
            }
        }

        return (live, fault);
    }

    /// <summary>Removes what was made for a deployment; the Kubernetes Deployments go last, for they are what a restart finds the rest by.</summary>
    /// <param name="name">Name of the deployment.</param>
    /// <param name="isStale">Whether an object in a namespace, made for a deployment of that uid, is to go.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task RemoveAsync(string name, Func<ObjectMeta, bool> isStale, CancellationToken cancellationToken)
    {
        await RemoveAsync(Kinds.Service, name, isStale, cancellationToken);
        await RemoveAsync(Kinds.ConfigMap, name, isStale, cancellationToken);
        await RemoveAsync(Kinds.Deployment, name, isStale, cancellationToken);
    }

    private async Task RemoveAsync<T>(ResourceKind<T> kind, string name, Func<ObjectMeta, bool> isStale, CancellationToken cancellationToken)
        where T : Resource
    {
        ListOptions made = new() { LabelSelector = $"{WellKnownLabels.OwnerNamespace}={WellKnownNames.CrossDomainNamespace},{WellKnownLabels.KdName}={name}" };
        foreach (T item in (await client.ListAsync(kind, null, made, cancellationToken)).Items.Where(i => isStale(i.Metadata)))
        {
            await client.DeleteAsync(kind, item.Identity, item.Metadata.Uid, cancellationToken);
        }
    }

    private async Task<(T? Live, ServingFault? Fault)> EnsureAsync<T>(
        ResourceKind<T> kind, ServingView view, T wanted, Func<T, T, JsonObject?> put, string reason, CancellationToken cancellationToken)
        where T : Resource
    {
        string what = kind.Kind.ToLowerInvariant();
        try
        {
            if (await client.GetAsync(kind, wanted.Identity, cancellationToken) is not { } live)
            {
                return (await client.CreateAsync(kind, wanted, cancellationToken), null);
            }

            if (live.Metadata.Label(WellKnownLabels.KdUid) != view.Deployment.Metadata.Uid || live.Metadata.DeletionTimestamp is not null)
            {
                string name = wanted.Metadata.Name ?? "";
                return (null, new ServingFault(reason, $"domain {wanted.Metadata.Namespace} {what} {name} already exist, please ensure that the {what} name can't be duplicated"));
            }

            return put(wanted, live) is { } patch ? (await client.PatchAsync(kind, wanted.Identity, patch, null, cancellationToken), null) : (live, null);
        }
        catch (ResourceException e) when (e.IsRefusal)
        {
            return (null, new ServingFault(reason, $"failed to create {what} {wanted.Identity} for deployment {wanted.Metadata.Label(WellKnownLabels.DeploymentName)}, {e.Message}"));
        }
    }

    private static JsonObject? Put(Service wanted, Service live) =>
        ServingDrift.IsNone(Kinds.Service, wanted, live) ? null : ServingDrift.Patch(Kinds.Service, wanted, live, "spec");

    private static JsonObject? Put(ConfigMap wanted, ConfigMap live) =>
        ServingDrift.IsNone(Kinds.ConfigMap, wanted, live) ? null : ServingDrift.Patch(Kinds.ConfigMap, wanted, live, "data");

    // Whoever names no number of replicas leaves it to whom may scale; a selector is never changed.
    private static JsonObject? Put(PartyServing party, Deployment wanted, Deployment live)
    {
        wanted = wanted with { Spec = wanted.Spec! with { Selector = live.Spec?.Selector, Replicas = party.Party.Template?.Replicas } }; // not null: it was built
        return ServingDrift.IsNone(Kinds.Deployment, wanted, live) ? null : ServingDrift.Patch(Kinds.Deployment, wanted, live, "spec");
    }
}
