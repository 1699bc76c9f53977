using Kuscia.Interconnection.Peers;
using Kuscia.Model;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Informers;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Pulls from one host for one member until it is stopped; a host that cannot be reached is tried for ever.</summary>
internal sealed partial class HostAccessor : IAsyncDisposable
{
    private readonly InformerSet _remote;
    private readonly HostLink _link;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private readonly ILogger _logger;

    public HostAccessor(string host, string member, IResourceClient remote, IResourceClient local, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _logger = loggers.CreateLogger("Kuscia.Interconnection.Inbound");
        _remote = new InformerSet(remote, time, loggers, PartnerClient.Share(host));
        _link = new HostLink(host, member, remote, _remote);
        JobImporter jobs = new(_link, local, informers, time, _logger);
        TaskImporter tasks = new(_link, local, informers, time, _logger);
        DataImporter data = new(_link, Kinds.DomainData.AsJson(), _link.Data, local, informers, time, _logger);
        DataImporter grants = new(_link, Kinds.DomainDataGrant.AsJson(), _link.Grants, local, informers, time, _logger);
        _run = Task.Run(() => RunAsync(informers, [jobs.RunAsync, tasks.RunAsync, data.RunAsync, grants.RunAsync]));
    }

    /// <summary>Stops pulling.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        await _remote.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(InformerSet local, IReadOnlyList<Func<CancellationToken, Task>> loops)
    {
        try
        {
            await local.SyncedAsync(_stop.Token);
            await _link.SyncedAsync(_stop.Token);
            Log.Linked(_logger, _link.Member, _link.Host);
            await Task.WhenAll(loops.Select(l => l(_stop.Token)));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped before the host could be reached.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2521, Level = LogLevel.Information, Message = "{Member} follows {Host}")]
        public static partial void Linked(ILogger logger, string member, string host);
    }
}
