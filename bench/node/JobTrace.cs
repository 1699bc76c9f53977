using System.Collections.Concurrent;
using System.Diagnostics;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

/// <summary>Writes down when each object of a job changed, on both sides: where the time between submit and running goes.</summary>
internal sealed class JobTrace : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(long At, string Line)> _lines = new();
    private readonly List<Task> _watches = [];

    public void Follow(string side, IResourceClient client)
    {
        Watch(side, client, Kinds.KusciaJob, j => $"{j.Status?.Phase} stages[{Map(j.Status?.StageStatus)}] accepted[{Map(j.Status?.ApproveStatus)}] task={j.Spec?.Tasks?[0].TaskID}");
        Watch(side, client, Kinds.KusciaJobSummary, s => $"{s.Status?.Phase} stages[{Map(s.Status?.StageStatus)}] accepted[{Map(s.Status?.ApproveStatus)}]");
        Watch(side, client, Kinds.KusciaTask, t => $"{t.Status?.Phase} {Parties(t.Status?.PartyTaskStatus)} conditions {string.Join(",", (t.Status?.Conditions ?? []).Select(c => c.Type))}");
        Watch(side, client, Kinds.KusciaTaskSummary, t => $"{t.Status?.Phase} {Parties(t.Status?.PartyTaskStatus)} resources[{Resources(t)}]");
        Watch(side, client, Kinds.TaskResourceGroup, g => $"{g.Status?.Phase}");
        Watch(side, client, Kinds.TaskResource, r => $"{r.Status?.Phase}");
        Watch(side, client, Kinds.Pod, p => $"{p.Status?.Phase} node={p.Spec?.NodeName} {(p.Metadata.Annotation(WellKnownAnnotations.TaskResource) is { Length: > 0 } ? "linked" : "")}");
    }

    /// <summary>The lines about a job since a moment of <see cref="Stopwatch"/>, oldest first.</summary>
    public IEnumerable<string> Since(long begin, string job) =>
        _lines.Where(l => l.At >= begin && l.Line.Contains(job, StringComparison.Ordinal))
            .OrderBy(l => l.At)
            .Select(l => $"{Stopwatch.GetElapsedTime(begin, l.At).TotalMilliseconds,7:0.0} ms  {l.Line}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_watches);
        _stop.Dispose();
    }

    private void Watch<T>(string side, IResourceClient client, ResourceKind<T> kind, Func<T, string> describe)
        where T : Resource =>
        _watches.Add(Task.Run(async () =>
        {
            try
            {
                await foreach (WatchEvent<T> change in client.WatchAsync(kind, null, ListOptions.All, _stop.Token))
                {
                    _lines.Enqueue((Stopwatch.GetTimestamp(), $"{side,-5} {kind.Kind,-18} {change.Type,-8} {change.Resource.Identity} {describe(change.Resource)}"));
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The trace is over.
            }
        }));

    private static string Map(IReadOnlyDictionary<string, string>? map) => string.Join(",", (map ?? new Dictionary<string, string>()).Select(p => $"{p.Key}={p.Value}"));

    private static string Parties(IReadOnlyList<PartyTaskStatus>? parties) => string.Join(",", (parties ?? []).Select(p => $"{p.DomainID}={p.Phase}"));

    private static string Resources(KusciaTaskSummary summary) =>
        string.Join(",", (summary.Status?.ResourceStatus ?? new Dictionary<string, IReadOnlyList<SummaryResourceStatus>>()).Select(r => $"{r.Key}={r.Value[0].Phase}"));
}
