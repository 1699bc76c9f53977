using System.Text;
using System.Text.Json;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Values;

/// <summary>Reads one JSON value from the middle of a text.</summary>
internal static class JsonPrefix
{
    /// <summary>Reads the value that starts at a position and moves the position behind it.</summary>
    /// <exception cref="HelmException">There is no JSON value.</exception>
    public static object? Read(string text, ref int at)
    {
        byte[] rest = Encoding.UTF8.GetBytes(text[at..]);
        try
        {
            Utf8JsonReader reader = new(rest, new JsonReaderOptions { MaxDepth = 64 });
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            at += Encoding.UTF8.GetCharCount(rest.AsSpan(0, (int)reader.BytesConsumed));
            return HelmYaml.FromJson(document.RootElement.GetRawText());
        }
        catch (JsonException e)
        {
            throw new HelmException($"invalid JSON value at character {at + 1}", e);
        }
    }
}
