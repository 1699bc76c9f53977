using Kuscia.Model.Core;

namespace Kuscia.Agent.Pods;

/// <summary>
/// How long a pod has been active. The clock tells only how long it was before this life of the node began with it; from then on time is measured, so that a clock that is
/// set neither ends a pod nor lets it run on.
/// </summary>
internal sealed class PodAge
{
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly TimeSpan _before;

    public PodAge(Pod pod, TimeProvider time)
    {
        _time = time;
        _began = time.GetTimestamp();
        Since = time.GetUtcNow();
        TimeSpan before = Since - (pod.Status?.StartTime ?? Since);
        _before = before > TimeSpan.Zero ? before : TimeSpan.Zero;
    }

    /// <summary>When this life of the node began with the pod.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>Time the pod has been active.</summary>
    public TimeSpan Active => _before + _time.GetElapsedTime(_began);
}
