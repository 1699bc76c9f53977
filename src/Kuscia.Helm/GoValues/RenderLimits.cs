namespace Kuscia.Helm.GoValues;

/// <summary>Limits of one rendering, because charts are hostile input.</summary>
public sealed record RenderLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static RenderLimits Default { get; } = new();

    /// <summary>How deep <c>template</c> calls nest; default 20,000.</summary>
    public int MaxDepth { get; init; } = 20_000;

    /// <summary>How deep <c>include</c> of one name nests before it is taken for endless recursion; default 1,000 as in Helm.</summary>
    public int MaxIncludeDepth { get; init; } = 1_000;

    /// <summary>How deep <c>tpl</c> nests; default 200.</summary>
    public int MaxTplDepth { get; init; } = 200;

    /// <summary>How many characters all output together may have, included texts counted again; default 64 Mi.</summary>
    public long MaxOutput { get; init; } = 64L * 1024 * 1024;

    /// <summary>How many steps (actions, loop rounds, list elements made by functions, 16 characters of text each) are done; default 50 million.</summary>
    public long MaxSteps { get; init; } = 50_000_000;

    /// <summary>How long one rendering may take; default 60 seconds.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many characters one text made by a function may have.</summary>
    public const int MaxText = 16 * 1024 * 1024;

    /// <summary>How many characters one template source may have.</summary>
    public const int MaxSource = 16 * 1024 * 1024;
}
