using Kuscia.Api.Certificates;
using Kuscia.Api.Config;
using Kuscia.Api.Data;
using Kuscia.Api.Domains;
using Kuscia.Api.Images;
using Kuscia.Api.Jobs;
using Kuscia.Api.Logs;
using Kuscia.Api.Routes;
using Kuscia.Api.Serving;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Logs;
using Kuscia.Identity;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;

namespace Kuscia.Api;

/// <summary>Every operation of the API, each named once.</summary>
internal sealed class ApiOperations(KusciaApiOptions options, IResourceClient client, DomainIdentity identity, IPodLogSource logs, TimeProvider time)
{
    public IEnumerable<Operation> All()
    {
        DomainConfig config = new(client, options.DomainId);
        DataSourceSecrets secrets = new(identity, config);
        return
        [
            HealthOperation.Create(HealthReflection.Descriptor.Services[0], ErrorCodes.Unexpected, options.Fault),
            .. new DomainOperations(client, identity).All(),
            .. new RouteOperations(client).All(),
            .. new DomainDataOperations(client, secrets, options).All(),
            .. new GrantOperations(client).All(),
            .. new DataSourceOperations(client, secrets, options).All(),
            .. new JobOperations(client, options).All(),
            .. new JobStageOperations(client, options).All(),
            .. new JobWatchOperation(client, options, time).All(),
            .. new AppImageOperations(client).All(),
            .. new ConfigOperations(client, config, identity).All(),
            .. new CertificateOperations(identity).All(),
            .. new LogOperations(client, logs, options, time).All(),
            .. new ServingOperations(client, options).All(),
        ];
    }
}
