namespace Kuscia.Node.Checks;

/// <summary>What a check has found.</summary>
internal enum Verdict
{
    /// <summary>As it must be.</summary>
    Ok,

    /// <summary>The node starts, but not everything will go well.</summary>
    Warning,

    /// <summary>The node does not start, or cannot work.</summary>
    Failed,
}
