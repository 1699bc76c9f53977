using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>What the agent tells about containers.</summary>
internal static class ContainerMetrics
{
    private const int MaxStageNames = 32;

    private static readonly Meter Meter = new("Kuscia.Agent");

    private static readonly Counter<long> Starts = Meter.CreateCounter<long>("kuscia.agent.container.starts", "{container}", "Containers started, restarts included.");

    private static readonly Counter<long> Exits = Meter.CreateCounter<long>("kuscia.agent.container.exits", "{container}", "Containers that ended, by reason and exit code.");

    private static readonly Histogram<double> Preparation = Meter.CreateHistogram<double>(
        "kuscia.agent.container.preparation", "s", "Time from the decision to start a container until its process runs: configuration, certificates, environment.");

    private static readonly Histogram<double> Run = Meter.CreateHistogram<double>("kuscia.agent.container.run", "s", "Time from the start of a container to its end, by reason.");

    private static readonly Histogram<double> Stop = Meter.CreateHistogram<double>("kuscia.agent.container.stop", "s", "Time from the request to end a container until it has ended, its hook included.");

    private static readonly Histogram<double> Stage = Meter.CreateHistogram<double>("kuscia.engine.stage", "s", "Time that engines took for a stage of their work, by its name.");

    private static readonly ConcurrentDictionary<string, string> StageNames = [];

    private static readonly Histogram<double> Fetch = Meter.CreateHistogram<double>("kuscia.agent.image.fetch", "s", "Time to fetch an image, by result.");

    public static void Started(TimeSpan preparation)
    {
        Starts.Add(1);
        Preparation.Record(preparation.TotalSeconds);
    }

    public static void Ended(ContainerExit exit, TimeSpan lasted)
    {
        KeyValuePair<string, object?> reason = new("reason", exit.Reason);
        Exits.Add(1, reason, new KeyValuePair<string, object?>("code", exit.Code));
        Run.Record(Math.Max(0, lasted.TotalSeconds), reason);
    }

    /// <summary>Stages of an engine that has ended; names beyond a limit count as <c>other</c>, as every name costs memory for ever.</summary>
    public static void Passed(IReadOnlyList<EngineStage> stages)
    {
        foreach (EngineStage stage in stages)
        {
            string name = StageNames.ContainsKey(stage.Name) || StageNames.Count < MaxStageNames ? StageNames.GetOrAdd(stage.Name, stage.Name) : "other";
            Stage.Record(stage.Lasted.TotalSeconds, new KeyValuePair<string, object?>("stage", name));
        }
    }

    public static void Stopped(TimeSpan lasted) => Stop.Record(lasted.TotalSeconds);

    public static void Fetched(TimeSpan lasted, bool succeeded) => Fetch.Record(lasted.TotalSeconds, new KeyValuePair<string, object?>("result", succeeded ? "success" : "failure"));
}
