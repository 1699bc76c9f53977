using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Kuscia.Conformance.Tests.Recordings;

/// <summary>Recorded texts: placeholders stand for what cannot repeat, and what stores and decoders say is theirs.</summary>
internal static partial class RecordedText
{
    private static readonly Dictionary<string, string> Placeholders = new()
    {
        ["time"] = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
        ["gotime"] = @"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? \S+ \S+",
        ["uid"] = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        ["hex32"] = "[0-9a-f]{32}",
        ["hex12"] = "[0-9a-f]{12}",
        ["dump"] = @"[\s\S]*",
    };

    private static readonly ConcurrentDictionary<string, Regex> Patterns = new();

    /// <summary>Whether a text is the recorded one.</summary>
    public static bool Fits(string recorded, string text) => recorded == text || (recorded.Contains("{{", StringComparison.Ordinal) && PatternOf(recorded).IsMatch(text));

    /// <summary>Whether a message says what the recorded one says: what follows <c>is invalid</c> and the like depends on the store.</summary>
    public static bool FitsMessage(string recorded, string text)
    {
        Match store = StoreWords().Match(recorded);
        return Fits(recorded, text) || (store.Success && PatternOf(recorded[..(store.Index + store.Length)], open: true).IsMatch(text)) || DecoderWords().IsMatch(recorded);
    }

    private static Regex PatternOf(string recorded, bool open = false) => Patterns.GetOrAdd(recorded + (open ? "…" : ""), _ =>
    {
        string[] parts = Placeholder().Split(recorded);
        string body = string.Concat(parts.Select((part, i) => i % 2 == 0 ? Regex.Escape(part) : $"(?:{Placeholders.GetValueOrDefault(part, @"\S+")})"));
        return new Regex(@"\A" + body + (open ? "" : @"\z"));
    });

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("is invalid|not found|already exists")]
    private static partial Regex StoreWords();

    [GeneratedRegex("json: |proto:|invalid character|unexpected end of JSON|cannot unmarshal")]
    private static partial Regex DecoderWords();
}
