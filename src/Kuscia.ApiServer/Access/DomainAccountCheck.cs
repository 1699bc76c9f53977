using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Resources;
using Kuscia.Model;

namespace Kuscia.ApiServer.Access;

/// <summary>
/// The role of domains gives nodes, leases and events for the whole cluster, as the originals have it. Here an account of a domain writes those of its own domain
/// only: no other domain's nodes, and no lease by which controllers choose who leads.
/// </summary>
internal sealed class DomainAccountCheck(RbacAuthorizer rbac) : IAdmission
{
    private const string ClusterRole = "domain-cluster-res";
    private const string NodeLeases = "kube-node-lease";

    /// <inheritdoc/>
    public void Admit(AdmissionRequest request)
    {
        if (request.User.IsMaster || request.Kind.Kind.Plural is not ("nodes" or "leases" or "events") || DomainOf(request) is not { } domain)
        {
            return;
        }

        bool isOwn = request.Kind.Kind.Plural switch
        {
            "nodes" => IsOf(request.Object, domain) && (request.OldObject is null || IsOf(request.OldObject, domain)),
            "leases" => request.Namespace == domain || request.Namespace == NodeLeases,
            _ => request.Namespace == domain || request.Namespace == "default",
        };
        if (!isOwn)
        {
            string what = request.Kind.Kind.Plural == "nodes" ? $"a Node of it has the label {WellKnownLabels.Namespace}={domain}" : $"its objects lie in namespace {domain}";
            throw ApiErrors.Forbidden(request.Kind, request.Name, $"domain {domain} writes nodes, leases and events of its own only: {what}");
        }
    }

    private string? DomainOf(AdmissionRequest request) =>
        request.User.AccountNamespace is { } domain && rbac.Latest.Holds(request.User, ClusterRole) ? domain : null;

    private static bool IsOf(JsonObject node, string domain) =>
        node["metadata"]?["labels"] is JsonObject labels && labels[WellKnownLabels.Namespace] is JsonValue value && value.TryGetValue(out string? label) && label == domain;
}
