namespace Kuscia.Helm.Kube;

/// <summary>The formats of patches.</summary>
public enum KubePatchKind
{
    /// <summary>RFC 7386: maps merge, null deletes, lists are replaced.</summary>
    Merge,

    /// <summary>Kubernetes' own: lists of built-in kinds merge by key.</summary>
    Strategic,

    /// <summary>RFC 6902: a list of operations.</summary>
    Json,
}
