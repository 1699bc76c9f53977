using Kuscia.Api.Certificates;
using Kuscia.Api.Config;
using Kuscia.Api.Data;
using Kuscia.Api.Domains;
using Kuscia.Api.Forwarding;
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
    public IEnumerable<Operation> All() =>
        options.Gateway is { } gateway ? LiteOperations.Of(On(client), On(new StoreBoundary()), new MasterApi(gateway)) : On(client);

    private IEnumerable<Operation> On(IResourceClient store)
    {
        DomainConfig config = new(store, options.DomainId);
        DataSourceSecrets secrets = new(identity, config);
        return
        [
            HealthOperation.Create(HealthReflection.Descriptor.Services[0], ErrorCodes.Unexpected, options.Fault),
            .. new DomainOperations(store, identity).All(),
            .. new RouteOperations(store).All(),
            .. new DomainDataOperations(store, secrets, options).All(),
            .. new GrantOperations(store).All(),
            .. new DataSourceOperations(store, secrets, options).All(),
            .. new JobOperations(store, options).All(),
            .. new JobStageOperations(store, options).All(),
            .. new JobWatchOperation(store, options, time).All(),
            .. new AppImageOperations(store).All(),
            .. new ConfigOperations(store, config, identity).All(),
            .. new CertificateOperations(identity).All(),
            .. new LogOperations(store, logs, options, time).All(),
            .. new ServingOperations(store, options).All(),
        ];
    }
}
