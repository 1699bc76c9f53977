using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Shows in the route to a host whether the host's API answers as it should.</summary>
internal sealed partial class HostReport(HostLink link, HostHealth health, IResourceClient local, TimeProvider time)
{
    /// <summary>Type of the condition of the ClusterDomainRoute; it appears with the first trouble.</summary>
    public const string ConditionType = "PartnerApiAnswers";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private string? _told;

    /// <summary>Looks every few seconds until cancelled.</summary>
    public async Task RunAsync(ILogger logger, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await TellAsync(logger, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host is followed no longer.
        }
    }

    private async Task TellAsync(ILogger logger, CancellationToken cancellationToken)
    {
        string? trouble = health.Trouble(Patience);
        if (trouble == _told)
        {
            return;
        }

        try
        {
            await local.UpdateAsync(Kinds.ClusterDomainRoute, ResourceName.Cluster($"{link.Member}-{link.Host}"), r => With(r, trouble), "status", cancellationToken);
            Log.Changed(logger, link.Host, trouble ?? "it answers");
            _told = trouble;
        }
        catch (Exception e) when (e is ResourceException or HttpRequestException or IOException)
        {
            // The own API is away: the next look tells.
            Log.NotTold(logger, link.Host, e.Message);
        }
    }

    private ClusterDomainRoute With(ClusterDomainRoute route, string? trouble)
    {
        IReadOnlyList<Condition>? before = route.Status?.Conditions;
        if (trouble is null && before.Find(ConditionType) is null)
        {
            return route;
        }

        IReadOnlyList<Condition> after = before.With(ConditionType, trouble is null, trouble is null ? null : "PartnerApiFails", trouble, time.GetUtcNow());
        return ReferenceEquals(before, after) ? route : route with { Status = (route.Status ?? new ClusterDomainRouteStatus()) with { Conditions = after } };
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2522, Level = LogLevel.Warning, Message = "API of {Host}: {State}")]
        public static partial void Changed(ILogger logger, string host, string state);

        [LoggerMessage(EventId = 2523, Level = LogLevel.Warning, Message = "the state of the API of {Host} could not be stored and is told again: {Reason}")]
        public static partial void NotTold(ILogger logger, string host, string reason);
    }
}
