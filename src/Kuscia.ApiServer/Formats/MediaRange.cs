using System.Globalization;
using Kuscia.ApiServer.Requests;

namespace Kuscia.ApiServer.Formats;

/// <summary>How a client wants its answer.</summary>
internal sealed record AnswerFormat
{
    /// <summary>YAML instead of JSON.</summary>
    public bool Yaml { get; init; }

    /// <summary><c>Table</c>, <c>PartialObjectMetadata</c>, <c>PartialObjectMetadataList</c> or null for the object itself.</summary>
    public string? As { get; init; }

    /// <summary>Version of meta.k8s.io for <see cref="As"/>.</summary>
    public string Version { get; init; } = "v1";

    /// <summary>With line breaks.</summary>
    public bool Pretty { get; init; }

    /// <summary>JSON as it is.</summary>
    public static readonly AnswerFormat Json = new();
}

/// <summary>Reads an Accept header.</summary>
internal static class MediaRange
{
    private const int MaxRanges = 32;

    /// <summary>The best format that the server has, or null. <paramref name="known"/> tells whether at least one media type was one of ours.</summary>
    public static AnswerFormat? Choose(string? accept, bool tables, out bool known)
    {
        known = true;
        if (string.IsNullOrWhiteSpace(accept))
        {
            return AnswerFormat.Json;
        }

        known = false;
        foreach (string[] range in Ranges(accept))
        {
            if (range[0] is not ("application/json" or "*/*" or "application/yaml"))
            {
                continue;
            }

            known = true;
            if (Format(range, tables) is AnswerFormat format)
            {
                return format;
            }
        }

        return null;
    }

    /// <summary>The media types that a client accepts without their parameters, the best first; none when it does not say.</summary>
    public static string[] Preferences(string? accept) => string.IsNullOrWhiteSpace(accept) ? [] : [.. Ranges(accept).Select(r => r[0])];

    private static IEnumerable<string[]> Ranges(string accept) =>
        accept.Split(',').Take(MaxRanges).Select(r => r.Split(';', StringSplitOptions.TrimEntries)).OrderByDescending(Quality);

    private static AnswerFormat? Format(string[] range, bool tables)
    {
        Dictionary<string, string> parameters = range.Skip(1).Select(p => p.Split('=', 2)).Where(p => p.Length == 2).GroupBy(p => p[0]).ToDictionary(g => g.Key, g => g.First()[1]);
        AnswerFormat format = new() { Yaml = range[0] == "application/yaml", Pretty = RequestInfo.Flag(parameters.GetValueOrDefault("pretty")) };
        if (!parameters.TryGetValue("as", out string? target))
        {
            return format;
        }

        string version = parameters.GetValueOrDefault("v", "");
        bool served = parameters.GetValueOrDefault("g") == "meta.k8s.io" && version is "v1" or "v1beta1"
            && (target is "PartialObjectMetadata" or "PartialObjectMetadataList" || (target == "Table" && tables));
        return served ? format with { As = target, Version = version } : null;
    }

    private static double Quality(string[] range)
    {
        string? quality = range.FirstOrDefault(p => p.StartsWith("q=", StringComparison.Ordinal));
        return quality is not null && double.TryParse(quality[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) ? value : 1;
    }
}
