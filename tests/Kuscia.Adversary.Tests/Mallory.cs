using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Adversary.Tests;

/// <summary>One of many partners of a victim, each with a hostile host of its own that answers in one broken way.</summary>
internal sealed class Mallory(PartnerKey key, HostileHost host, BrokenPoint point, Task met) : IAsyncDisposable
{
    // A burst of first tries, and then what a back-off leaves.
    private const int FirstTries = 80;
    private const int PerSecond = 5;

    private long _begin;
    private int _before;

    public string Domain => key.Domain;

    public PartnerKey Key => key;

    public BrokenPoint Point => point;

    public HostileHost Host => host;

    /// <summary>Begins to count requests.</summary>
    public void Count()
    {
        _begin = TimeProvider.System.GetTimestamp();
        _before = host.Count;
    }

    /// <summary>Waits until the victim has had the broken answer once.</summary>
    public async Task MetAsync(TimeSpan limit)
    {
        try
        {
            await met.WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"the victim did not send to {Domain} what is answered with {point} within {limit}; it sent: {string.Join(", ", host.Received.TakeLast(10))}");
        }
    }

    /// <summary>A fault when the victim asked more often than a back-off would.</summary>
    public IEnumerable<string> RateFaults()
    {
        double seconds = TimeProvider.System.GetElapsedTime(_begin).TotalSeconds;
        int asked = host.Count - _before;
        return asked > FirstTries + (PerSecond * seconds)
            ? [$"{point}: {asked} requests in {seconds:0.0} s, most of all {host.Received.GroupBy(r => r.ToString()).MaxBy(g => g.Count())?.Key}"]
            : [];
    }

    /// <summary>A fault when nothing at the victim names this partner's answer.</summary>
    public async Task<IEnumerable<string>> ConditionFaultsAsync(Victim victim)
    {
        ClusterDomainRoute? route = await victim.Node.Client.GetAsync(Kinds.ClusterDomainRoute, ResourceName.Cluster($"{victim.Domain}-{Domain}"), CancellationToken.None);
        IReadOnlyList<Condition> conditions = route?.Status?.Conditions ?? [];
        return conditions.Any(c => c.Status == "False" && !string.IsNullOrEmpty(c.Message))
            ? []
            : [$"{point}: no condition of route {victim.Domain}-{Domain} says so: {string.Join("; ", conditions.Select(c => $"{c.Type}={c.Status} {c.Reason} {c.Message}"))}"];
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        key.Dispose();
    }
}
