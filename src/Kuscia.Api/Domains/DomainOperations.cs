using System.Text;
using Kuscia.Api.Http;
using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Certificates;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Domains;

/// <summary>Domain queries.</summary>
internal sealed class DomainOperations(IResourceClient client, DomainIdentity identity)
{
    private static readonly ApiJsonContext Json = ApiJsonContext.Default;

    public IEnumerable<ApiOperation> All() => [ApiOperation.Create("/api/v1/domain/query", Json.DomainRequest, Json.ReplyDomainDataOut, QueryAsync)];

    private async Task<Reply<DomainDataOut>> QueryAsync(DomainRequest request, CancellationToken cancellationToken)
    {
        if (RequestCheck.Given("domain_id", request.DomainId) is { } fault)
        {
            return Replies.Fail<DomainDataOut>(ErrorCodes.RequestInvalid, fault);
        }

        if (request.DomainId == "master")
        {
            string root = identity.CaCertificate.ExportCertificatePem() + "\n";
            return Replies.Of(new DomainDataOut { DomainId = "master", Cert = Convert.ToBase64String(Encoding.ASCII.GetBytes(root)) });
        }

        try
        {
            Domain? domain = await client.GetAsync(Kinds.Domain, ResourceName.Cluster(request.DomainId), cancellationToken);
            return domain is null
                ? Replies.Fail<DomainDataOut>(ErrorCodes.DomainNotExists, $"domains.kuscia.secretflow \"{request.DomainId}\" not found")
                : Replies.Of(Describe(domain));
        }
        catch (ResourceException e)
        {
            return Replies.Fail<DomainDataOut>(ErrorCodes.QueryDomain, e.Message);
        }
    }

    private static DomainDataOut Describe(Domain domain) => new()
    {
        DomainId = domain.Metadata.Name ?? "",
        Role = domain.Spec?.Role ?? "",
        Cert = domain.Spec?.Cert ?? "",
        MasterDomainId = domain.Spec?.Master ?? "",
        Annotations = domain.Metadata.Annotations ?? new Dictionary<string, string>(),
        AuthCenter = domain.Spec?.AuthCenter is { } center
            ? new AuthCenterMessage { AuthenticationType = center.AuthenticationType ?? "", TokenGenMethod = center.TokenGenMethod ?? "" }
            : null,
        NodeStatuses =
        [
            .. (domain.Status?.NodeStatuses ?? []).Select(n => new NodeStatusMessage
            {
                Name = n.Name ?? "",
                Status = n.Status ?? "",
                Version = n.Version ?? "",
                LastHeartbeatTime = RequestCheck.Time(n.LastHeartbeatTime),
                LastTransitionTime = RequestCheck.Time(n.LastTransitionTime),
            }),
        ],
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
}
