using System.Text.Json;

namespace Kuscia.Helm.Kube;

/// <summary>How JSON of objects is read.</summary>
internal static class KubeJson
{
    /// <summary>As deep as the YAML reader goes: schemas in custom resource definitions are nested deeper than the usual 64 levels.</summary>
    public const int MaxDepth = 1_001;

    /// <summary>The same for a reader.</summary>
    public static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };
}
