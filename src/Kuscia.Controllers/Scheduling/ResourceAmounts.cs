using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Quantities;

namespace Kuscia.Controllers.Scheduling;

/// <summary>Amounts by resource name, for example what a pod asks for. Immutable.</summary>
internal sealed class ResourceAmounts
{
    public const string Pods = "pods";

    private readonly SortedDictionary<string, Quantity> _amounts;

    private ResourceAmounts(SortedDictionary<string, Quantity> amounts) => _amounts = amounts;

    public static ResourceAmounts None { get; } = new([]);

    public IEnumerable<KeyValuePair<string, Quantity>> All => _amounts;

    public Quantity this[string name] => _amounts.GetValueOrDefault(name, Quantity.Zero);

    /// <summary>Amounts as they stand on the wire; what is no quantity is left out.</summary>
    public static ResourceAmounts Of(IReadOnlyDictionary<string, IntOrString>? amounts)
    {
        SortedDictionary<string, Quantity> parsed = new(StringComparer.Ordinal);
        foreach ((string name, IntOrString amount) in amounts ?? new Dictionary<string, IntOrString>())
        {
            if (Quantity.TryParse(amount.Text, out Quantity quantity))
            {
                parsed[name] = quantity;
            }
        }

        return new ResourceAmounts(parsed);
    }

    /// <summary>The requests of all containers and one pod; a limit without request counts as request.</summary>
    public static ResourceAmounts OfContainers(IEnumerable<ResourceRequirements?> containers)
    {
        ResourceAmounts sum = Of(new Dictionary<string, IntOrString> { [Pods] = IntOrString.FromInt32(1) });
        foreach (ResourceRequirements? container in containers)
        {
            Dictionary<string, IntOrString> requests = new(container?.Limits ?? new Dictionary<string, IntOrString>());
            foreach ((string name, IntOrString amount) in container?.Requests ?? new Dictionary<string, IntOrString>())
            {
                requests[name] = amount;
            }

            sum = sum.Plus(Of(requests));
        }

        return sum;
    }

    public static ResourceAmounts OfPod(Pod pod) => OfContainers((pod.Spec?.Containers ?? []).Select(c => c.Resources));

    public ResourceAmounts Plus(ResourceAmounts other) => Combine(other, (a, b) => a + b);

    public ResourceAmounts Minus(ResourceAmounts other) => Combine(other, (a, b) => a - b);

    private ResourceAmounts Combine(ResourceAmounts other, Func<Quantity, Quantity, Quantity> combine)
    {
        SortedDictionary<string, Quantity> result = new(_amounts, StringComparer.Ordinal);
        foreach ((string name, Quantity amount) in other._amounts)
        {
            result[name] = combine(this[name], amount);
        }

        return new ResourceAmounts(result);
    }
}
