using System.Text.Json;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>The ports of a deployment, which are kept in its annotation <c>allocated-ports</c>.</summary>
internal static class AllocatedPorts
{
    /// <summary>What the annotation says; nothing when there is none that can be read.</summary>
    public static IReadOnlyList<PartyAllocatedPorts> Of(ObjectMeta metadata)
    {
        try
        {
            return metadata.Annotation(WellKnownAnnotations.AllocatedPorts) is { Length: > 0 } text
                ? JsonSerializer.Deserialize(text, ModelJsonContext.Default.IReadOnlyListPartyAllocatedPorts)?.Where(p => p is not null).ToList() ?? []
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>The text of the annotation.</summary>
    public static string Write(IReadOnlyList<PartyAllocatedPorts> ports) => JsonSerializer.Serialize(ports, ModelJsonContext.Default.IReadOnlyListPartyAllocatedPorts);
}
