using System.Diagnostics;

namespace Kuscia.Client.Queues;

/// <summary>The span of the work on one key: what is asked of others meanwhile is its child. Costs nothing while nobody collects traces.</summary>
internal readonly struct QueueSpan : IDisposable
{
    private static readonly ActivitySource Source = new("Kuscia.Client");

    private readonly Activity? _activity;

    private QueueSpan(Activity? activity) => _activity = activity;

    /// <summary>Begins it.</summary>
    public static QueueSpan Begin<TKey>(string queue, TKey key)
        where TKey : notnull
    {
        if (!Source.HasListeners())
        {
            return default;
        }

        // The work has no caller: whoever added the key has long gone on.
        Activity.Current = null;
        Activity? activity = Source.StartActivity($"reconcile {queue}");
        activity?.SetTag("kuscia.key", key.ToString());
        return new QueueSpan(activity);
    }

    /// <summary>The work failed and is tried again.</summary>
    public void Failed(Exception fault) => _activity?.SetStatus(ActivityStatusCode.Error, fault.Message);

    public void Dispose() => _activity?.Dispose();
}
