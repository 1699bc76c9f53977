using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kuscia.Node.Demo;

/// <summary>Collects what the demo did and prints it as a story or as one JSON object.</summary>
internal sealed class DemoReport(TextWriter output, bool json)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly JsonArray _steps = [];

    public void Say(string line)
    {
        if (!json)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    public void Step(string name, TimeSpan duration)
    {
        _steps.Add((JsonNode)new JsonObject { ["step"] = name, ["durationMs"] = Math.Round(duration.TotalMilliseconds) });
        Say($"  {duration.TotalSeconds,6:0.00} s  {name}");
    }

    public void Finish(JsonObject result)
    {
        if (!json)
        {
            return;
        }

        result["steps"] = _steps;
        output.WriteLine(result.ToJsonString(Indented));
    }
}
