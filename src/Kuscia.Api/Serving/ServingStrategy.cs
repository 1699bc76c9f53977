using System.Globalization;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Wire = Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Serving;

/// <summary>How replicas are replaced on a change.</summary>
internal static class ServingStrategy
{
    private const string Recreate = "Recreate";
    private const string Rolling = "RollingUpdate";

    private static readonly IntOrString Quarter = IntOrString.FromString("25%");

    /// <summary>What is wrong with the strategy of a party; null when nothing is.</summary>
    public static string? Fault(Wire.ServingParty party) => party.UpdateStrategy is not { Type: not (Recreate or Rolling) }
        ? null
        : $"update strategy type should be {Recreate} or {Rolling} for party/role {party.DomainId}/{party.Role}";

    public static DeploymentStrategy ToResource(Wire.UpdateStrategy? strategy) => strategy?.Type == Recreate
        ? new DeploymentStrategy { Type = Recreate }
        : new DeploymentStrategy
        {
            Type = Rolling,
            RollingUpdate = new RollingUpdate { MaxSurge = Amount(strategy?.MaxSurge), MaxUnavailable = Amount(strategy?.MaxUnavailable) },
        };

    public static Wire.UpdateStrategy? ToMessage(DeploymentStrategy? strategy) => strategy is null ? null : new Wire.UpdateStrategy
    {
        Type = strategy.Type ?? "",
        MaxSurge = strategy.RollingUpdate?.MaxSurge?.Text ?? "",
        MaxUnavailable = strategy.RollingUpdate?.MaxUnavailable?.Text ?? "",
    };

    private static IntOrString Amount(string? text) => string.IsNullOrEmpty(text)
        ? Quarter
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? IntOrString.FromInt32(number) : IntOrString.FromString(text);
}
