using System.Text.Json;
using System.Text.RegularExpressions;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Names and numbers of a mirrored deployment: what is out of its range is refused by its path, and only what is known here is taken.</summary>
internal static partial class DeploymentShape
{
    private const int MaxParties = 128;
    private const int MaxContainers = 64;
    private const int MaxConfig = 4 << 20;
    private const int MaxReplicas = 10_000;
    private const int MaxAffinity = 64 << 10;

    /// <summary>The first fault as a sentence; null for a sound deployment.</summary>
    public static string? Fault(KusciaDeployment deployment)
    {
        KusciaDeploymentSpec spec = deployment.Spec ?? new KusciaDeploymentSpec();
        int parties = spec.Parties?.Count ?? 0;
        return !ForeignText.IsName(deployment.Metadata.Name) ? "its name is no name: 1 to 63 lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit"
            : !ForeignText.IsLabelValue(deployment.Metadata.Uid) ? "its uid is no uid"
            : !ForeignText.IsName(spec.Initiator) ? "spec.initiator is no domain id"
            : spec.InputConfig?.Length > MaxConfig ? $"spec.inputConfig is longer than {MaxConfig} characters"
            : parties is 0 or > MaxParties ? $"spec.parties has {parties} entries; 1 to {MaxParties} are allowed"
            : (spec.Parties ?? []).Select((p, i) => Fault(p, $"spec.parties[{i}]")).FirstOrDefault(f => f is not null);
    }

    /// <summary>The spec with the known fields alone.</summary>
    public static KusciaDeploymentSpec Clean(KusciaDeploymentSpec spec) => new()
    {
        Initiator = spec.Initiator,
        // The engine's own text, whole: it is shown and logged nowhere.
        InputConfig = spec.InputConfig,
        Parties = [.. (spec.Parties ?? []).Select(Clean)],
    };

    private static DeploymentParty Clean(DeploymentParty party) => new()
    {
        DomainID = party.DomainID,
        AppImageRef = party.AppImageRef,
        Role = party.Role,
        ServiceNamePrefix = party.ServiceNamePrefix,
        Template = party.Template is null ? null : new PartyTemplate { Replicas = party.Template.Replicas, Strategy = party.Template.Strategy, Spec = Clean(party.Template.Spec) },
    };

    // The image decides what runs: of a party's containers the amounts count.
    private static AppPodSpec? Clean(AppPodSpec? spec) => spec is null ? null : new AppPodSpec
    {
        Affinity = spec.Affinity,
        Containers = spec.Containers is null ? null : [.. spec.Containers.Select(c => new AppContainer { Name = PrintableLine.Of(c.Name), WorkingDir = PrintableLine.Of(c.WorkingDir), Resources = c.Resources })],
    };

    private static string? Fault(DeploymentParty party, string path) =>
        !ForeignText.IsName(party.DomainID) ? $"{path}.domainID is no domain id"
        : !ForeignText.IsRole(party.Role) ? $"{path}.role is no role: letters, digits, '-', '_' and '.', at most 63"
        : party.AppImageRef is not { Length: > 0 and <= 253 } ? $"{path}.appImageRef is no name of an AppImage"
        : !string.IsNullOrEmpty(party.ServiceNamePrefix) && !Prefix().IsMatch(party.ServiceNamePrefix) ? $"{path}.serviceNamePrefix is no prefix of a service name"
        : party.Template?.Replicas is < 0 or > MaxReplicas ? $"{path}.template.replicas {party.Template.Replicas} is not between 0 and {MaxReplicas}"
        : Fault(party.Template?.Strategy, path) ?? Fault(party.Template?.Spec, path);

    private static string? Fault(DeploymentStrategy? strategy, string path) =>
        strategy?.Type is not (null or "" or "Recreate" or "RollingUpdate") ? $"{path}.template.strategy.type must be Recreate or RollingUpdate"
        : strategy?.RollingUpdate?.MaxSurge?.Text.Length > 12 || strategy?.RollingUpdate?.MaxUnavailable?.Text.Length > 12 ? $"{path}.template.strategy.rollingUpdate is no number or percentage"
        : null;

    private static string? Fault(AppPodSpec? spec, string path)
    {
        JsonElement?[] affinities = [spec?.Affinity?.NodeAffinity, spec?.Affinity?.PodAffinity, spec?.Affinity?.PodAntiAffinity];
        return spec?.Containers?.Count > MaxContainers ? $"{path}.template.spec.containers has more than {MaxContainers} entries"
            : affinities.Any(a => a is { } element && (element.ValueKind != JsonValueKind.Object || element.GetRawText().Length > MaxAffinity)) ? $"{path}.template.spec.affinity is no affinity"
            : (spec?.Containers ?? []).Select((c, i) => JobShape.Fault(c.Resources, $"{path}.template.spec.containers[{i}]")).FirstOrDefault(f => f is not null);
    }

    [GeneratedRegex(@"^[a-z]([-a-z0-9]{0,46}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}
