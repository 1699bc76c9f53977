namespace Kuscia.Node.Demo;

/// <summary>How the two parties of the demo are connected.</summary>
internal enum DemoMode
{
    /// <summary>Two autonomy nodes, partners as equals.</summary>
    P2p,

    /// <summary>One master with a lite for each party.</summary>
    Center,

    /// <summary>Two masters, partners as equals, with a lite under each.</summary>
    Cxc,

    /// <summary>A master with a lite, and an autonomy node.</summary>
    Cxp,
}
