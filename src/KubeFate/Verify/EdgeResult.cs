using System.Text.Json.Nodes;

namespace KubeFate.Verify;

/// <summary>What a way is worth.</summary>
/// <param name="Edge">The way.</param>
/// <param name="Fault">Where it ends, and what helps; null when it is good.</param>
/// <param name="Took">How long the test took.</param>
internal sealed record EdgeResult(Edge Edge, string? Fault, TimeSpan Took)
{
    public JsonObject ToJson() => new()
    {
        ["from"] = Edge.From,
        ["to"] = Edge.To,
        ["host"] = Edge.Host,
        ["port"] = Edge.Port,
        ["protocol"] = Edge.IsGrpc ? "grpc" : "tcp",
        ["ok"] = Fault is null,
        ["fault"] = Fault,
        ["ms"] = Math.Round(Took.TotalMilliseconds, 1),
    };
}
