namespace Kuscia.ApiServer.Patches;

/// <summary>The patch formats of the API.</summary>
internal enum PatchType
{
    /// <summary>RFC 6902.</summary>
    Json,

    /// <summary>RFC 7396.</summary>
    Merge,

    /// <summary>Merge with list keys; built-in kinds only.</summary>
    Strategic,

    /// <summary>Server-side apply.</summary>
    Apply,
}
