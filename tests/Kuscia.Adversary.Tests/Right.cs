namespace Kuscia.Adversary.Tests;

/// <summary>What a partner may do in its mailbox, the namespace of its name (specification, control plane §3.9 with its correction): the most there is, nothing outside of it.</summary>
internal static class Right
{
    private static readonly (string Group, string Resource, string Verbs)[] InMailbox =
    [
        ("", "pods", "create delete update get list watch patch"),
        ("", "pods/status", "patch update"),
        ("", "pods/eviction", "create"),
        ("", "secrets", "get list watch"),
        ("", "endpoints", "get list watch"),
        ("", "configmaps", "get update patch list watch"),
        ("", "services", "get list watch patch update"),
        ("", "events", "get list create patch update"),
        ("events.k8s.io", "events", "get list create patch update"),
        ("kuscia.secretflow", "*", "get list watch create delete patch update"),
    ];

    /// <summary>True for what the rights of a partner hold. Objects of the whole cluster are in no mailbox; about itself everybody may ask.</summary>
    public static bool Allows(ApiResource resource, string? @namespace, string partner, string? subresource, string verb) =>
        @namespace is null
            ? resource.Plural.StartsWith("selfsubject", StringComparison.Ordinal) && subresource is null && verb == "create"
            : @namespace == partner && resource.Namespaced && HoldsInMailbox(resource, subresource, verb);

    private static bool HoldsInMailbox(ApiResource resource, string? subresource, string verb) =>
        InMailbox.Any(r => r.Group == resource.Group && Names(r.Resource, resource.Plural, subresource) && r.Verbs.Split(' ').Contains(verb));

    private static bool Names(string right, string plural, string? subresource) =>
        right == "*" || right == (subresource is null ? plural : $"{plural}/{subresource}");
}
