using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeFate.Demo;

/// <summary>Tells what the demo does, as a story or as one JSON object.</summary>
internal sealed class DemoReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonArray _steps = [];
    private readonly TextWriter? _json;

    public DemoReport(TextWriter output, bool json)
    {
        _json = json ? output : null;
        Output = json ? TextWriter.Null : output;
    }

    /// <summary>Where commands of the guide print.</summary>
    public TextWriter Output { get; }

    public void Say(string line) => Output.WriteLine(line);

    public void Step(string name, TimeSpan duration) => _steps.Add((JsonNode)new JsonObject { ["step"] = name, ["durationMs"] = Math.Round(duration.TotalMilliseconds) });

    public void Finish(JsonObject result)
    {
        result["steps"] = _steps;
        _json?.WriteLine(result.ToJsonString(Indented));
    }
}
