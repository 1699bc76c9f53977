using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Kuscia.Agent.Tests.Support;

/// <summary>Collects what the agent measures in seconds while it lives: <c>INSTRUMENT VALUE TAGS</c>. Tests beside it are heard too.</summary>
internal sealed class AgentMeasurements : IDisposable
{
    private readonly ConcurrentQueue<string> _measured = new();
    private readonly MeterListener _listener = new() { InstrumentPublished = Enable };

    public AgentMeasurements()
    {
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument.Name, value, tags));
        _listener.Start();
    }

    public IReadOnlyCollection<string> All => _measured;

    public void Dispose() => _listener.Dispose();

    private static void Enable(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == "Kuscia.Agent")
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private void Note(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string[] values = new string[tags.Length];
        for (int i = 0; i < tags.Length; i++)
        {
            values[i] = $"{tags[i].Value}";
        }

        _measured.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{name} {value} {string.Join(' ', values)}"));
    }
}
