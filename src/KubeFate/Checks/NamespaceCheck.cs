using System.Text.Json.Nodes;
using Kuscia.Helm.Kube;

namespace KubeFate.Checks;

/// <summary>The namespace has to be there, and to stay.</summary>
internal static class NamespaceCheck
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        JsonObject? ns;
        try
        {
            ns = await plan.Cluster.GetAsync(KubeResourceType.Namespace, null, plan.Namespace, cancellationToken);
        }
        catch (KubeException e) when (e.Status == 403)
        {
            return [];
        }

        if (ns is null)
        {
            return [new($"namespaces \"{plan.Namespace}\" not found: make it first, kubectl create namespace {plan.Namespace}", IsFatal: true)];
        }

        return Plan.Text(ns["status"], "phase") == "Terminating"
            ? [new($"namespace {plan.Namespace} is being deleted: wait until it is gone, or take another", IsFatal: true)]
            : [];
    }
}
