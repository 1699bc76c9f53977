using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Quantities;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of the resources that a container asks for.</summary>
internal static class ResourceRules
{
    private static readonly string[] Standard = ["cpu", "memory", "ephemeral-storage"];

    /// <summary>Adds the faults of limits and requests.</summary>
    public static void Check(JsonObject? resources, string path, List<StatusCause> causes)
    {
        foreach (string list in (string[])["limits", "requests"])
        {
            foreach ((string name, JsonNode? amount) in resources.Child(list) ?? [])
            {
                Entry(name, Amount(amount), $"{path}.{list}[{name}]", causes);
            }
        }

        foreach ((string name, JsonNode? node) in resources.Child("requests") ?? [])
        {
            if (Amount(node) is not { } request || Amount(resources.Child("limits")?[name]) is not { } limit)
            {
                continue;
            }

            if (IsExtended(name) && limit.CompareTo(request) != 0)
            {
                causes.Add(StatusCause.Invalid($"{path}.requests", StatusCause.Quote(request.ToString()), $"must be equal to {name} limit"));
            }
            else if (limit < request)
            {
                causes.Add(StatusCause.Invalid($"{path}.requests", StatusCause.Quote(request.ToString()), $"must be less than or equal to {name} limit"));
            }
        }
    }

    private static void Entry(string name, Quantity? amount, string path, List<StatusCause> causes)
    {
        if (!Standard.Contains(name) && !name.StartsWith("hugepages-", StringComparison.Ordinal) && !name.Contains('/', StringComparison.Ordinal))
        {
            causes.Add(StatusCause.Invalid(path, StatusCause.Quote(name), "must be a standard resource type or fully qualified"));
            causes.Add(StatusCause.Invalid(path, StatusCause.Quote(name), "must be a standard resource for containers"));
        }

        if (amount is not { } quantity)
        {
            return;
        }

        if (quantity < Quantity.Zero)
        {
            causes.Add(StatusCause.Invalid(path, StatusCause.Quote(quantity.ToString()), "must be greater than or equal to 0"));
        }

        if (IsExtended(name) && !(quantity.Nano % Quantity.FromUnits(1).Nano).IsZero)
        {
            causes.Add(StatusCause.Invalid(path, GoText.Amount(quantity), "must be an integer"));
        }
    }

    // Resources that somebody else than Kubernetes defined, counted in whole pieces.
    private static bool IsExtended(string name) => name.Contains('/', StringComparison.Ordinal) && !name.Contains("kubernetes.io/", StringComparison.Ordinal);

    private static Quantity? Amount(JsonNode? node) => node is JsonValue && Quantity.TryParse(node.ToString(), out Quantity quantity) ? quantity : null;
}
