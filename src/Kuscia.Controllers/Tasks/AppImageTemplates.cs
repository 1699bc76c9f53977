using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Merges what a party overrides into the template of an image.</summary>
internal static class AppImageTemplates
{
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
