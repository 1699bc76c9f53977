using System.Text.RegularExpressions;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Serving;

/// <summary>Works out the parties of a deployment from its spec and the app images, or what is wrong with them.</summary>
internal static partial class ServingPlanner
{
    private const string PrefixRule = "^[a-z]([-a-z0-9]{0,46}[a-z0-9])?$";

    public static (IReadOnlyList<PartyServing> Parties, ServingFault? Fault) Plan(ServingView view)
    {
        if (InvalidSpec(view) is { } invalid)
        {
            return ([], new ServingFault("ValidateFailed", invalid));
        }

        List<PartyServing> parties = [];
        foreach (DeploymentParty party in view.Spec.Parties ?? [])
        {
            if (Missing(view, party) is { } missing)
            {
                return ([], new ServingFault("BuildPartyKitInfoFailed", $"failed to build domain {party.DomainID} kit info, {missing}"));
            }

            AppImage image = view.AppImages[party.AppImageRef ?? ""]!; // not null: it is not missing
            parties.Add(new PartyServing
            {
                Party = party,
                IsOwn = view.IsOwn(party.DomainID ?? ""),
                Image = image,
                Template = Merge(image.TemplateFor(party.Role)!, party.Template), // not null: it is not missing
                DeploymentName = DeploymentParty.DeploymentName(view.Name, party.Role),
            });
        }

        return (parties, null);
    }

    private static string? InvalidSpec(ServingView view)
    {
        IReadOnlyList<DeploymentParty> parties = view.Spec.Parties ?? [];
        if (parties.Count == 0)
        {
            return $"kusciaDeployment {view.Name} has no parties; name at least the initiator";
        }

        if (parties.All(p => p.DomainID != view.Spec.Initiator))
        {
            return $"kusciaDeployment {view.Name} initiator {view.Spec.Initiator} should be one of the parties";
        }

        if (parties.FirstOrDefault(p => !string.IsNullOrEmpty(p.ServiceNamePrefix) && !Prefix().IsMatch(p.ServiceNamePrefix)) is { } odd)
        {
            return $"field \"ServiceNamePrefix\" is invalid, invalid value: \"{odd.ServiceNamePrefix}\": regex used for validation is \"{PrefixRule}\" ";
        }

        if (parties.GroupBy(p => (p.DomainID, p.Role ?? "")).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
        {
            return $"party \"{twice.DomainID}\" appears twice with role \"{twice.Item2}\"; give each appearance a role of its own";
        }

        // Of what another cluster has started, this one need not know every party.
        return view.IsInitiator && view.Domains.FirstOrDefault(d => view.Parties.GetValueOrDefault(d)?.Known != true) is { } stranger
            ? $"domain \"{stranger}\" is not known in this cluster; register it, or leave it out"
            : null;
    }

    private static string? Missing(ServingView view, DeploymentParty party)
    {
        string name = party.AppImageRef ?? "";
        if (view.AppImages.GetValueOrDefault(name) is not { } image)
        {
            return $"failed to get appImage \"{name}\", appimage.kuscia.secretflow \"{name}\" not found";
        }

        if (image.TemplateFor(party.Role) is not { } template)
        {
            return $"failed to get deploy template of appImage \"{name}\" for role \"{party.Role}\"; add one, or choose another role";
        }

        string? twice = (template.Spec?.Containers ?? []).SelectMany(c => c.Ports ?? []).GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null ? null : $"appImage \"{name}\" has two ports named \"{twice}\"; port names must differ";
    }

    // The image decides, but for what the party asks for of each container by its name.
    private static DeployTemplate Merge(DeployTemplate image, PartyTemplate? party) => image with
    {
        Replicas = party?.Replicas ?? image.Replicas ?? 1,
        Spec = (image.Spec ?? new AppPodSpec()) with
        {
            Affinity = party?.Spec?.Affinity ?? image.Spec?.Affinity,
            Containers = [.. (image.Spec?.Containers ?? []).Select(c => c with { Resources = Merge(c.Resources, party?.Spec?.Containers?.FirstOrDefault(o => o.Name == c.Name)?.Resources) })],
        },
    };

    private static ResourceRequirements? Merge(ResourceRequirements? image, ResourceRequirements? party) =>
        party is null ? image : new ResourceRequirements { Limits = Given(party.Limits) ?? image?.Limits, Requests = Given(party.Requests) ?? image?.Requests };

    private static IReadOnlyDictionary<string, IntOrString>? Given(IReadOnlyDictionary<string, IntOrString>? amounts) => amounts is { Count: > 0 } ? amounts : null;

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]{0,46}[a-z0-9])?\z")]
    private static partial Regex Prefix();
}
