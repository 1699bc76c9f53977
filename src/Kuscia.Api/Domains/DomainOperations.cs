using System.Text;
using Google.Protobuf.Reflection;
using Kuscia.Client.Resources;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using Stored = Kuscia.Model.Resources;

namespace Kuscia.Api.Domains;

/// <summary>The parties that this control plane knows.</summary>
internal sealed class DomainOperations(IResourceClient client, DomainIdentity identity)
{
    private const string Prefix = "/api/v1/domain/";
    private const string Master = "master";
    private const string NoId = "domain id can not be empty";

    private static readonly ServiceDescriptor Service = DomainReflection.Descriptor.Services[0];

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<CreateDomainRequest, CreateDomainResponse>(Prefix + "create", Service, new FailureCodes(ErrorCodes.CreateDomain) { AlreadyExists = ErrorCodes.DomainExists }, CreateAsync),
        Operation.Create<UpdateDomainRequest, UpdateDomainResponse>(Prefix + "update", Service, new FailureCodes(ErrorCodes.UpdateDomain) { NotFound = ErrorCodes.DomainNotExists }, UpdateAsync),
        Operation.Create<DeleteDomainRequest, DeleteDomainResponse>(Prefix + "delete", Service, new FailureCodes(ErrorCodes.DeleteDomain) { NotFound = ErrorCodes.DomainNotExists }, DeleteAsync),
        Operation.Create<QueryDomainRequest, QueryDomainResponse>(Prefix + "query", Service, ErrorCodes.QueryDomain, QueryAsync),
        Operation.Create<BatchQueryDomainRequest, BatchQueryDomainResponse>(Prefix + "batchQuery", Service, ErrorCodes.QueryDomainStatus, BatchAsync),
    ];

    private async Task<CreateDomainResponse> CreateAsync(CreateDomainRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(RequestCheck.Filled(request.DomainId, NoId), RequestCheck.Name("domain_id", request.DomainId), request.DomainId == Master ? "domain id can not be 'master', please choose another name" : null);
        string? certificate = await CheckAsync(request, cancellationToken);
        if (RequestCheck.Identifier("domain_id", request.DomainId, IdentifierRules.Domain) is { } fault)
        {
            throw new OperationFaultException(ErrorCodes.CreateDomain, fault);
        }

        AuthCenter center = request.AuthCenter ?? new AuthCenter { AuthenticationType = "Token", TokenGenMethod = "RSA-GEN" };
        Stored.Domain domain = new()
        {
            Metadata = new ObjectMeta { Name = request.DomainId },
            Spec = Parts(request) with { Master = request.MasterDomainId.Length > 0 ? request.MasterDomainId : null, Cert = certificate, AuthCenter = ToResource(center) },
        };
        await client.CreateAsync(Kinds.Domain, domain, cancellationToken);
        return new CreateDomainResponse();
    }

    // An empty role makes a partner a local domain and an empty master makes the domain its own (documented contract); certificate and auth center stay when absent.
    private async Task<UpdateDomainResponse> UpdateAsync(UpdateDomainRequest change, Caller caller, CancellationToken cancellationToken)
    {
        // Both requests have the same members.
        CreateDomainRequest request = change.As<CreateDomainRequest>();
        RequestCheck.First(RequestCheck.Filled(request.DomainId, NoId));
        RequireOwn(caller, request.DomainId);
        await RequireAsync(request.DomainId, cancellationToken);
        string? certificate = await CheckAsync(request, cancellationToken);
        Stored.Domain? updated = await client.UpdateAsync(
            Kinds.Domain,
            ResourceName.Cluster(request.DomainId),
            domain =>
            {
                Stored.DomainSpec old = domain.Spec ?? new Stored.DomainSpec();
                Stored.DomainSpec parts = Parts(request);
                return domain with
                {
                    Spec = old with
                    {
                        Role = parts.Role,
                        Master = parts.Master,
                        InterConnProtocols = parts.InterConnProtocols,
                        Cert = certificate ?? old.Cert,
                        AuthCenter = request.AuthCenter is { } center ? ToResource(center) : old.AuthCenter,
                    },
                };
            },
            null,
            cancellationToken);
        return updated is null ? throw new OperationFaultException(ErrorCodes.DomainNotExists, NotFound(request.DomainId)) : new UpdateDomainResponse();
    }

    private async Task<DeleteDomainResponse> DeleteAsync(DeleteDomainRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(RequestCheck.Filled(request.DomainId, NoId));
        if (request.DomainId == identity.DomainId)
        {
            throw new OperationFaultException(ErrorCodes.DeleteDomain, $"{request.DomainId} is the domain of this node; it is removed by stopping the node and removing its root directory");
        }

        return await client.DeleteAsync(Kinds.Domain, ResourceName.Cluster(request.DomainId), null, cancellationToken)
            ? new DeleteDomainResponse()
            : throw new OperationFaultException(ErrorCodes.DomainNotExists, NotFound(request.DomainId));
    }

    private async Task<QueryDomainResponse> QueryAsync(QueryDomainRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(RequestCheck.Filled(request.DomainId, NoId));
        if (request.DomainId == Master)
        {
            return new QueryDomainResponse { Data = new QueryDomainResponseData { DomainId = Master, Cert = RootCertificate() } };
        }

        RequireOwn(caller, request.DomainId);
        return new QueryDomainResponse { Data = DomainMapping.Describe(await RequireAsync(request.DomainId, cancellationToken)) };
    }

    // The first failure fails the whole call.
    private async Task<BatchQueryDomainResponse> BatchAsync(BatchQueryDomainRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(
            request.DomainIds.Count == 0 ? "domain ids can not be empty" : null,
            request.DomainIds.IndexOf("") is >= 0 and int index ? $"domain id can not be empty on index {index}" : null);
        BatchQueryDomainResponseData found = new();
        foreach (string id in request.DomainIds)
        {
            found.Domains.Add(id == Master
                ? new Domain { DomainId = Master, Cert = RootCertificate() }
                : DomainMapping.Summarize(await RequireAsync(id, cancellationToken)));
        }

        return new BatchQueryDomainResponse { Data = found };
    }

    /// <summary>The sentence about a domain that does not exist.</summary>
    internal static string NotFound(string id) => $"domains.kuscia.secretflow \"{id}\" not found";

    private static void RequireOwn(Caller caller, string domain) =>
        caller.Require(domain, $"domain's kusciaAPI could only operate its own Domain, request.DomainID must be {caller.Domain} not {domain}");

    private async Task<Stored.Domain> RequireAsync(string id, CancellationToken cancellationToken) =>
        await client.GetAsync(Kinds.Domain, ResourceName.Cluster(id), cancellationToken)
        ?? throw new OperationFaultException(ErrorCodes.DomainNotExists, NotFound(id));

    private async Task<string?> CheckAsync(CreateDomainRequest request, CancellationToken cancellationToken)
    {
        string fault = "";
        string? certificate = request.Cert.Length == 0 ? null : CertificateText.Normalize(request.Cert, out fault);
        RequestCheck.First(
            request.Role is "" or "partner" ? null : "role is invalid, must be empty or partner",
            request.Cert.Length > 0 && certificate is null ? fault : null);
        if (request.MasterDomainId.Length > 0 && request.MasterDomainId != request.DomainId)
        {
            Stored.Domain? master = await client.GetAsync(Kinds.Domain, ResourceName.Cluster(request.MasterDomainId), cancellationToken);
            RequestCheck.First(
                master is null ? $"check master domain id failed with err {NotFound(request.MasterDomainId)}" : null,
                (master?.Spec?.Role ?? "") != request.Role ? $"master domain role is {master?.Spec?.Role}, but current role is {request.Role}" : null);
        }

        return certificate;
    }

    private static Stored.DomainSpec Parts(CreateDomainRequest request) => new()
    {
        Role = request.Role.Length > 0 ? request.Role : null,
        Master = request.MasterDomainId.Length > 0 ? request.MasterDomainId : request.DomainId,
        InterConnProtocols = request.Role == "partner" ? ["kuscia"] : null,
    };

    // As it is: the store tells which values there are.
    private static Stored.AuthCenter ToResource(AuthCenter center) => new() { AuthenticationType = center.AuthenticationType, TokenGenMethod = center.TokenGenMethod };

    private string RootCertificate() => Convert.ToBase64String(Encoding.ASCII.GetBytes(identity.CaCertificate.ExportCertificatePem() + "\n"));
}
