using System.Globalization;
using Kuscia.Agent.Capacity;
using Kuscia.Model.Core;
using Kuscia.Model.Json;

namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>What a container may use at most; null is no limit.</summary>
/// <param name="Cpu">Processors, for example 0.5.</param>
/// <param name="MemoryBytes">Bytes of memory.</param>
internal sealed record ContainerLimits(decimal? Cpu, long? MemoryBytes)
{
    /// <summary>No limits.</summary>
    public static readonly ContainerLimits None = new(null, null);

    /// <summary>The limits of a container of a pod.</summary>
    public static ContainerLimits Of(Container container)
    {
        decimal? memory = Find(container.Resources?.Limits, "memory");
        return new ContainerLimits(Find(container.Resources?.Limits, "cpu"), memory is { } bytes ? (long)Math.Clamp(decimal.Ceiling(bytes), 0, long.MaxValue) : null);
    }

    /// <summary>True when there is none.</summary>
    public bool IsNone => Cpu is null && MemoryBytes is null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"cpu {Cpu?.ToString(CultureInfo.InvariantCulture) ?? "any"}, memory {MemoryBytes?.ToString(CultureInfo.InvariantCulture) ?? "any"}");

    // A limit of 0 is none, as for a kubelet.
    private static decimal? Find(IReadOnlyDictionary<string, IntOrString>? limits, string name) =>
        limits is not null && limits.TryGetValue(name, out IntOrString value) && QuantityText.Parse(value.Text) is > 0 and { } amount ? amount : null;
}
