namespace Kuscia.Helm.Charts;

/// <summary>The version of Helm that is told wherever one is asked for: to templates, to servers and by <c>helm version</c>.</summary>
internal static class ToldVersion
{
    /// <summary>The version with the "v" that Helm writes.</summary>
    public const string Version = "v" + Number;

    /// <summary>The version alone.</summary>
    public const string Number = "3.9.4";

    /// <summary>No commit of Helm's repository is told: the program is not built from it.</summary>
    public const string GitCommit = "";

    public const string GitTreeState = "clean";

    public const string GoVersion = "go1.17.13";
}
