using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Resources;

/// <summary>Where a chunked list goes on. On the wire: base64url of <c>{"v","rv","start"}</c>.</summary>
/// <param name="Revision">Revision that all chunks show; -1 goes on with the newest state (the first chunk's revision is compacted).</param>
/// <param name="LastKey">Key of the last object given, without the prefix of the collection.</param>
internal sealed record ContinueToken(long Revision, string LastKey)
{
    private const string Version = "meta.k8s.io/v1";

    /// <summary>The wire form.</summary>
    public string Encode() => Base64Url.EncodeToString(
        JsonText.ToUtf8(new JsonObject { ["v"] = Version, ["rv"] = Revision, ["start"] = LastKey + "\u0000" }));

    /// <summary>Parses the wire form; throws BadRequest.</summary>
    public static ContinueToken Parse(string text)
    {
        try
        {
            byte[] utf8 = Base64Url.DecodeFromChars(text.TrimEnd('='));
            JsonObject json = JsonText.ParseObject(utf8);
            if (json.Text("v") == Version && json.Number("rv") is long revision and not 0 && json.Text("start") is string start)
            {
                string last = start.TrimEnd('\u0000');
                return last.Contains("..", StringComparison.Ordinal)
                    ? throw Bad($"have continue key {StatusCause.Quote(last)} which is not inside the collection")
                    : new ContinueToken(revision, last);
            }

            throw Bad("incorrect encoded start resourceVersion or key");
        }
        catch (FormatException fault)
        {
            throw Bad(fault.Message);
        }
        catch (JsonException fault)
        {
            throw Bad(fault.Message);
        }
    }

    private static ApiStatusException Bad(string why) => ApiErrors.BadRequest($"invalid continue token: continue key is not valid: {why}");
}
