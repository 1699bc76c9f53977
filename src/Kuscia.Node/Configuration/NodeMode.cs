namespace Kuscia.Node.Configuration;

/// <summary>What a node is.</summary>
internal enum NodeMode
{
    /// <summary>Control plane only.</summary>
    Master,

    /// <summary>Compute node under a master.</summary>
    Lite,

    /// <summary>Both in one; peers talk as equals.</summary>
    Autonomy,
}
