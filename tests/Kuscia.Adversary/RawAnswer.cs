using System.Text;
using System.Text.Json.Nodes;

namespace Kuscia.Adversary;

/// <summary>What came back for one request; <see cref="Status"/> is 0 when the connection ended without an answer.</summary>
public sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public static RawAnswer None { get; } = new(0, new Dictionary<string, string>(), []);

    public string Text => Encoding.UTF8.GetString(Body);

    public JsonNode? Json => Body.Length == 0 ? null : JsonNode.Parse(Body);

    /// <summary>True for 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    public override string ToString() => $"{Status} {(Body.Length <= 300 ? Text : Text[..300])}".Trim();
}
