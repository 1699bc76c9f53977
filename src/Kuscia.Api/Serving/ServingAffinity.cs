using System.Text.Json;
using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Api.Serving;

/// <summary>Where the replicas of a serving had best be: apart, together, or anywhere.</summary>
internal static class ServingAffinity
{
    /// <summary>The affinity of a mode; null for <c>none</c>. What is not known is <c>anti-affinity</c>.</summary>
    public static Affinity? Of(string mode, string serving) => mode switch
    {
        "none" => null,
        "affinity" => new Affinity { PodAffinity = Preferred(serving) },
        _ => new Affinity { PodAntiAffinity = Preferred(serving) },
    };

    // The name was checked: it needs no escapes.
    private static JsonElement Preferred(string serving)
    {
        using JsonDocument document = JsonDocument.Parse($$$"""
            {"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":100,"podAffinityTerm":{
              "labelSelector":{"matchLabels":{"{{{WellKnownLabels.KdName}}}":"{{{serving}}}"}},"topologyKey":"kubernetes.io/hostname"}}]}
            """);
        return document.RootElement.Clone();
    }
}
