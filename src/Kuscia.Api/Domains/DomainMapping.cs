using Kuscia.Api.Messages;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Domains;

/// <summary>From the stored domain to what the API tells.</summary>
internal static class DomainMapping
{
    public static DomainDataOut Describe(Domain domain) => new()
    {
        DomainId = domain.Metadata.Name ?? "",
        Role = domain.Spec?.Role ?? "",
        Cert = domain.Spec?.Cert ?? "",
        MasterDomainId = domain.Spec?.Master ?? "",
        Annotations = domain.Metadata.Annotations ?? new Dictionary<string, string>(),
        AuthCenter = domain.Spec?.AuthCenter is { } center
            ? new AuthCenterMessage { AuthenticationType = center.AuthenticationType ?? "", TokenGenMethod = center.TokenGenMethod ?? "" }
            : null,
        NodeStatuses = Nodes(domain),
        DeployTokenStatuses =
        [
            .. (domain.Status?.DeployTokenStatuses ?? []).Select(t => new DeployTokenMessage
            {
                Token = t.Token ?? "",
                State = t.State ?? "",
                LastTransitionTime = RequestCheck.Time(t.LastTransitionTime),
            }),
        ],
    };

    public static DomainMessage Summarize(Domain domain) => new()
    {
        DomainId = domain.Metadata.Name ?? "",
        Role = domain.Spec?.Role ?? "",
        Cert = domain.Spec?.Cert ?? "",
        NodeStatuses = Nodes(domain),
    };

    private static List<NodeStatusMessage> Nodes(Domain domain) =>
    [
        .. (domain.Status?.NodeStatuses ?? []).Select(n => new NodeStatusMessage
        {
            Name = n.Name ?? "",
            Status = n.Status ?? "",
            Version = n.Version ?? "",
            LastHeartbeatTime = RequestCheck.Time(n.LastHeartbeatTime),
            LastTransitionTime = RequestCheck.Time(n.LastTransitionTime),
        }),
    ];
}
