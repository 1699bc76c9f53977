using System.Security.Cryptography;

namespace Kuscia.Helm.GoValues;

/// <summary>How a rendering behaves: limits, sources of time and randomness, cluster look-ups, treatment of missing keys.</summary>
public sealed record RenderOptions
{
    /// <summary>The options Helm renders with: missing keys are zero values, <c>&lt;no value&gt;</c> is removed, no cluster.</summary>
    public static RenderOptions Default { get; } = new();

    /// <summary>What a missing map key gives; default <see cref="MissingKey.Zero"/>.</summary>
    public MissingKey MissingKey { get; init; } = MissingKey.Zero;

    /// <summary>Whether every <c>&lt;no value&gt;</c> is removed from the result, as Helm does; default true.</summary>
    public bool RemoveNoValue { get; init; } = true;

    /// <summary>Whether error texts are cleaned up as Helm does ("parse error at (NAME:LINE): …"); default true.</summary>
    public bool HelmErrors { get; init; } = true;

    /// <summary>Whether <c>required</c> and <c>fail</c> only record their message and go on, as <c>helm lint</c> does; default false.</summary>
    public bool LintMode { get; init; }

    /// <summary>Receives the messages of <c>required</c> and <c>fail</c> in lint mode.</summary>
    public Action<string>? LintMessage { get; init; }

    /// <summary>The cluster behind <c>lookup</c>; null gives an empty map for every question.</summary>
    public ILookupSource? Lookup { get; init; }

    /// <summary>The clock of <c>now</c>, <c>ago</c> and certificates; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Fills a span with random bytes for random text, UUIDs, keys and salts; default the cryptographic generator.</summary>
    public Action<Memory<byte>> Random { get; init; } = static memory => RandomNumberGenerator.Fill(memory.Span);

    /// <summary>The limits of one rendering.</summary>
    public RenderLimits Limits { get; init; } = RenderLimits.Default;
}
