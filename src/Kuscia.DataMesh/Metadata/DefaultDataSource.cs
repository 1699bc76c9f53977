using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Data;
using Kuscia.Protos.KusciaApi;
using Microsoft.Extensions.Logging;
using DomainDataSource = Kuscia.Model.Resources.DomainDataSource;
using Task = System.Threading.Tasks.Task;

namespace Kuscia.DataMesh.Metadata;

/// <summary>Makes the built-in local data source of the domain, tries until it exists, and makes it again when it is deleted: tasks fail without it.</summary>
internal sealed partial class DefaultDataSource(IResourceClient client, DataSourceSecrets secrets, DataMeshOptions options, TimeProvider time, ILogger<DefaultDataSource> logger)
{
    // Who replaces an object deletes it and makes it again: they shall not find it made meanwhile.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Works until cancelled.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                Directory.CreateDirectory(options.DataDirectory);
                ResourceList<DomainDataSource> present = await client.ListAsync(Kinds.DomainDataSource, options.DomainId, ListOptions.All, cancellationToken);
                if (!present.Items.Any(IsDefault))
                {
                    await CreateAsync(cancellationToken);
                    continue;
                }

                if (await IsGoneAsync(present.ResourceVersion, cancellationToken))
                {
                    await Task.Delay(Pause, time, cancellationToken);
                    continue;
                }
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

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateAsync(Kinds.DomainDataSource, Build(), cancellationToken);
            Log.Created(logger, options.DataDirectory);
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            // Somebody was faster.
        }
    }

    // True once it is deleted; false when the watch ended before.
    private async Task<bool> IsGoneAsync(string version, CancellationToken cancellationToken)
    {
        ListOptions after = ListOptions.All with { ResourceVersion = version };
        await foreach (WatchEvent<DomainDataSource> change in client.WatchAsync(Kinds.DomainDataSource, options.DomainId, after, cancellationToken))
        {
            if (change.Type == WatchEventType.Deleted && IsDefault(change.Resource))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDefault(DomainDataSource source) => source.Metadata.Name == WellKnownNames.DefaultDataSource;

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
                [DataSourceSecrets.DataKey] = secrets.Encrypt(new DataSourceInfo { Localfs = new LocalDataSourceInfo { Path = options.DataDirectory } }),
            },
        },
    };

    private static partial class Log
    {
        [LoggerMessage(5201, LogLevel.Information, "The default data source is made; its directory is {Directory}")]
        public static partial void Created(ILogger logger, string directory);

        [LoggerMessage(5202, LogLevel.Warning, "Data source {Name} could not be made, or not be watched, and is tried again in {Seconds} s: {Error}")]
        public static partial void Failed(ILogger logger, string name, double seconds, string error);
    }
}
