using Kuscia.Client.Informers;
using Kuscia.Client.Parties;
using Kuscia.Client.Resources;
using Kuscia.Interconnection.Peers;
using Kuscia.Model;
using Kuscia.Model.Resources;
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
        PartnerShare share = new(host, loggers.CreateLogger("Kuscia.Interconnection.Inbound"), time);
        _logger = share.Logger;
        local = share.Counted(local);
        HostHealth health = new(time);
        remote = new HostClient(remote, health, time);
        _remote = new InformerSet(remote, time, loggers, PartnerClient.Share(host));
        _link = new HostLink(host, member, remote, _remote, share);
        Arrivals arrivals = new(_link, new PartyDirectory(local, informers));
        JobImporter jobs = new(_link, arrivals, local, informers, time, _logger);
        TaskImporter tasks = new(_link, arrivals, local, informers, time, _logger);
        DeploymentImporter deployments = new(_link, arrivals, local, informers, time, _logger);
        DataImporter<DomainData> data = new(_link, Kinds.DomainData, _link.Data, arrivals, arrivals.Data, local, informers, time, _logger);
        DataImporter<DomainDataGrant> grants = new(_link, Kinds.DomainDataGrant, _link.Grants, arrivals, arrivals.Grant, local, informers, time, _logger);
        HostReport report = new(_link, health, local, time);
        _run = Task.Run(() => RunAsync(informers, report, [jobs.RunAsync, tasks.RunAsync, deployments.RunAsync, data.RunAsync, grants.RunAsync]));
    }

    /// <summary>Stops pulling.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        await _remote.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(InformerSet local, HostReport report, IReadOnlyList<Func<CancellationToken, Task>> loops)
    {
        Task reporting = report.RunAsync(_logger, _stop.Token);
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

        await reporting;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2521, Level = LogLevel.Information, Message = "{Member} follows {Host}")]
        public static partial void Linked(ILogger logger, string member, string host);
    }
}
