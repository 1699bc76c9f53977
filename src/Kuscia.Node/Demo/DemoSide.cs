namespace Kuscia.Node.Demo;

/// <summary>One party of the demo: the node that has its data and runs its tasks, and the node that has its API.</summary>
/// <param name="Party">An autonomy node or a lite.</param>
/// <param name="Control">The same autonomy node, or the master of the lite.</param>
internal sealed record DemoSide(DemoNode Party, DemoNode Control)
{
    /// <summary>The party is under a master.</summary>
    public bool IsLite => Party != Control;
}
