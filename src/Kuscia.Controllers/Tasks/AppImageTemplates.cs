using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Chooses the template of a role and merges what a party overrides.</summary>
internal static class AppImageTemplates
{
    /// <summary>The template for a role, or null when the image has none (specification, control plane §1.4).</summary>
    public static DeployTemplate? Choose(AppImage image, string? role)
    {
        IReadOnlyList<DeployTemplate> templates = image.Spec?.DeployTemplates ?? [];
        string asked = role ?? "";
        DeployTemplate? exact = templates.FirstOrDefault(t => (t.Role ?? "").Trim(',').Split(',').Contains(asked) && !string.IsNullOrEmpty(t.Role));
        return exact
            ?? templates.LastOrDefault(t => string.IsNullOrEmpty(t.Role))
            ?? (asked.Length == 0 ? templates is [var first, ..] ? first : null : null);
    }

    /// <summary>The image's template with the party's replicas, restart policy and containers (by position) laid over it.</summary>
    public static DeployTemplate Merge(DeployTemplate image, PartyTemplate? party)
    {
        AppPodSpec spec = image.Spec ?? new AppPodSpec();
        IReadOnlyList<AppContainer> containers = spec.Containers ?? [];
        IReadOnlyList<AppContainer> overrides = party?.Spec?.Containers ?? [];
        return image with
        {
            Replicas = Math.Max(party?.Replicas ?? image.Replicas ?? 1, 1),
            Spec = spec with
            {
                RestartPolicy = string.IsNullOrEmpty(party?.Spec?.RestartPolicy) ? spec.RestartPolicy : party.Spec.RestartPolicy,
                Containers = [.. containers.Select((c, i) => i < overrides.Count ? Merge(c, overrides[i]) : c)],
            },
        };
    }

    private static AppContainer Merge(AppContainer image, AppContainer party)
    {
        bool runs = party.Command is { Count: > 0 } || party.Args is { Count: > 0 };
        return image with
        {
            Name = string.IsNullOrEmpty(party.Name) ? image.Name : party.Name,
            Command = runs ? party.Command : image.Command,
            Args = runs ? party.Args : image.Args,
            Env = party.Env is { Count: > 0 } ? [.. image.Env ?? [], .. party.Env] : image.Env,
            Resources = Merge(image.Resources, party.Resources),
        };
    }

    private static ResourceRequirements? Merge(ResourceRequirements? image, ResourceRequirements? party) =>
        party is null ? image : new ResourceRequirements { Limits = Merge(image?.Limits, party.Limits), Requests = Merge(image?.Requests, party.Requests) };

    private static IReadOnlyDictionary<string, IntOrString>? Merge(
        IReadOnlyDictionary<string, IntOrString>? image, IReadOnlyDictionary<string, IntOrString>? party)
    {
        if (party is null)
        {
            return image;
        }

        Dictionary<string, IntOrString> merged = new(image ?? new Dictionary<string, IntOrString>());
        foreach ((string name, IntOrString amount) in party)
        {
            merged[name] = amount;
        }

        return merged;
    }
}
