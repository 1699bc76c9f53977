using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model.Json;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Writes;

/// <summary>Compares statuses by what is written on the wire.</summary>
internal static class StatusComparison
{
    public static bool Differs(KusciaJobStatus left, KusciaJobStatus right) =>
        !JsonNode.DeepEquals(
            JsonSerializer.SerializeToNode(left, ModelJsonContext.Default.KusciaJobStatus),
            JsonSerializer.SerializeToNode(right, ModelJsonContext.Default.KusciaJobStatus));

    public static bool Differs(KusciaTaskStatus left, KusciaTaskStatus right) =>
        !JsonNode.DeepEquals(
            JsonSerializer.SerializeToNode(left, ModelJsonContext.Default.KusciaTaskStatus),
            JsonSerializer.SerializeToNode(right, ModelJsonContext.Default.KusciaTaskStatus));
}
