using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using Stored = Kuscia.Model.Resources;

namespace Kuscia.Api.Domains;

/// <summary>From the stored domain to what the API tells.</summary>
internal static class DomainMapping
{
    public static QueryDomainResponseData Describe(Stored.Domain domain) => new()
    {
        DomainId = domain.Metadata.Name ?? "",
        Role = domain.Spec?.Role ?? "",
        Cert = domain.Spec?.Cert ?? "",
        MasterDomainId = domain.Spec?.Master ?? "",
        Annotations = { domain.Metadata.Annotations },
        AuthCenter = domain.Spec?.AuthCenter is { } center
            ? new AuthCenter { AuthenticationType = center.AuthenticationType ?? "", TokenGenMethod = center.TokenGenMethod ?? "" }
            : null,
        NodeStatuses = { Nodes(domain) },
        DeployTokenStatuses =
        {
            (domain.Status?.DeployTokenStatuses ?? []).Select(t => new DeployTokenStatus
            {
                Token = t.Token ?? "",
                State = t.State ?? "",
                LastTransitionTime = RequestCheck.Time(t.LastTransitionTime),
            }),
        },
    };

    public static Domain Summarize(Stored.Domain domain) => new()
    {
        DomainId = domain.Metadata.Name ?? "",
        Role = domain.Spec?.Role ?? "",
        Cert = domain.Spec?.Cert ?? "",
        NodeStatuses = { Nodes(domain) },
    };

    private static IEnumerable<NodeStatus> Nodes(Stored.Domain domain) =>
        (domain.Status?.NodeStatuses ?? []).Select(n => new NodeStatus
        {
            Name = n.Name ?? "",
            Status = n.Status ?? "",
            Version = n.Version ?? "",
            LastHeartbeatTime = RequestCheck.Time(n.LastHeartbeatTime),
            LastTransitionTime = RequestCheck.Time(n.LastTransitionTime),
        });
}
