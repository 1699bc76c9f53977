namespace Kuscia.Helm.Releases;

/// <summary>The moments at which hooks run, and the annotations that make a hook.</summary>
public static class HookEvents
{
    /// <summary>Before anything is installed.</summary>
    public const string PreInstall = "pre-install";

    /// <summary>After everything was installed.</summary>
    public const string PostInstall = "post-install";

    /// <summary>Before an uninstall deletes.</summary>
    public const string PreDelete = "pre-delete";

    /// <summary>After an uninstall deleted.</summary>
    public const string PostDelete = "post-delete";

    /// <summary>Before an upgrade changes anything.</summary>
    public const string PreUpgrade = "pre-upgrade";

    /// <summary>After an upgrade.</summary>
    public const string PostUpgrade = "post-upgrade";

    /// <summary>Before a rollback changes anything.</summary>
    public const string PreRollback = "pre-rollback";

    /// <summary>After a rollback.</summary>
    public const string PostRollback = "post-rollback";

    /// <summary>On request, to test a release.</summary>
    public const string Test = "test";

    internal const string Annotation = "helm.sh/hook";
    internal const string WeightAnnotation = "helm.sh/hook-weight";
    internal const string DeleteAnnotation = "helm.sh/hook-delete-policy";

    internal const string BeforeCreation = "before-hook-creation";
    internal const string WhenSucceeded = "hook-succeeded";
    internal const string WhenFailed = "hook-failed";

    internal static string? Known(string name) => name switch
    {
        PreInstall or PostInstall or PreDelete or PostDelete or PreUpgrade or PostUpgrade or PreRollback or PostRollback or Test => name,
        "test-success" => Test,
        _ => null,
    };
}
