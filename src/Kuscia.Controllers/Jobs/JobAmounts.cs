using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Quantities;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>Checks the amounts that parties of a job ask for: no pod can be made with what is no amount, below zero, or requested above its limit.</summary>
internal static class JobAmounts
{
    /// <summary>All faults of a task.</summary>
    public static IEnumerable<string> Check(KusciaTaskTemplate task) =>
        (task.Parties ?? []).Where(p => p.Resources is not null).SelectMany(p => Check($"resources of party \"{p.DomainID}\" of task \"{task.Alias}\"", p.Resources ?? new ResourceRequirements()));

    private static IEnumerable<string> Check(string place, ResourceRequirements resources)
    {
        foreach ((string member, IReadOnlyDictionary<string, IntOrString>? amounts) in new[] { ("requests", resources.Requests), ("limits", resources.Limits) })
        {
            foreach ((string name, IntOrString amount) in amounts ?? new Dictionary<string, IntOrString>())
            {
                if (!Quantity.TryParse(amount.Text, out Quantity value) || value < Quantity.Zero)
                {
                    yield return $"{place}: {member} {name} {amount.Text} is not allowed; it must be a quantity of 0 or more, for example 2, 500m or 4Gi";
                }
            }
        }

        foreach ((string name, IntOrString request) in resources.Requests ?? new Dictionary<string, IntOrString>())
        {
            if (resources.Limits?.TryGetValue(name, out IntOrString limit) == true
                && Quantity.TryParse(request.Text, out Quantity wanted) && Quantity.TryParse(limit.Text, out Quantity most) && wanted > most)
            {
                yield return $"{place}: the request {name} {request.Text} is above the limit {limit.Text}; lower the one or raise the other";
            }
        }
    }
}
