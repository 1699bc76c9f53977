using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Data;
using Microsoft.Extensions.Logging;

namespace Kuscia.DataMesh.Metadata;

/// <summary>Makes the built-in local data source of the domain, and tries until it exists.</summary>
internal sealed partial class DefaultDataSource(IResourceClient client, DataSourceSecrets secrets, DataMeshOptions options, TimeProvider time, ILogger<DefaultDataSource> logger)
{
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                Directory.CreateDirectory(options.DataDirectory);
                await client.CreateAsync(Kinds.DomainDataSource, Build(), cancellationToken);
                Log.Created(logger, options.DataDirectory);
                return;
            }
            catch (ResourceException e) when (e.IsAlreadyExists)
            {
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.Failed(logger, WellKnownNames.DefaultDataSource, options.DefaultSourceRetry.TotalSeconds, e.Message);
            }

            await Task.Delay(options.DefaultSourceRetry, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private DomainDataSource Build() => new()
    {
        ApiVersion = Kinds.DomainDataSource.ApiVersion,
        Kind = Kinds.DomainDataSource.Kind,
        Metadata = new ObjectMeta
        {
            Namespace = options.DomainId,
            Name = WellKnownNames.DefaultDataSource,
            Labels = new Dictionary<string, string> { [WellKnownLabels.DomainDataSourceType] = "localfs" },
        },
        Spec = new DomainDataSourceSpec
        {
            Name = WellKnownNames.DefaultDataSource,
            Type = "localfs",
            Uri = options.DataDirectory,
            AccessDirectly = true,
            Data = new Dictionary<string, string>
            {
                [DataSourceSecrets.DataKey] = secrets.Encrypt(new DataSourceInfo { Localfs = new LocalSourceInfo { Path = options.DataDirectory } }),
            },
        },
    };

    private static partial class Log
    {
        [LoggerMessage(5201, LogLevel.Information, "The default data source is made; its directory is {Directory}")]
        public static partial void Created(ILogger logger, string directory);

        [LoggerMessage(5202, LogLevel.Warning, "Data source {Name} could not be made and is tried again in {Seconds} s: {Error}")]
        public static partial void Failed(ILogger logger, string name, double seconds, string error);
    }
}
