using System.Text.Json;

namespace Kuscia.ApiServer.Access;

/// <summary>One rule of a role.</summary>
internal sealed record AccessRule(
    IReadOnlyList<string> Verbs, IReadOnlyList<string> Groups, IReadOnlyList<string> Resources, IReadOnlyList<string> Names, IReadOnlyList<string> Paths)
{
    /// <summary>Reads the rules of a Role or ClusterRole.</summary>
    public static IReadOnlyList<AccessRule> Of(JsonElement role)
    {
        if (!role.TryGetProperty("rules", out JsonElement rules) || rules.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return
        [
            .. rules.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object).Select(r => new AccessRule(
                Texts(r, "verbs"), Texts(r, "apiGroups"), Texts(r, "resources"), Texts(r, "resourceNames"), Texts(r, "nonResourceURLs"))),
        ];
    }

    /// <summary>True when the rule allows it.</summary>
    public bool Allows(AccessQuestion question)
    {
        if (!Has(Verbs, question.Verb))
        {
            return false;
        }

        return question.Path is string path
            ? Paths.Any(p => p == path || p == "*" || (p.EndsWith('*') && path.StartsWith(p[..^1], StringComparison.Ordinal)))
            : Has(Groups, question.Group) && AllowsResource(question) && (Names.Count == 0 || Names.Contains(question.Name));
    }

    /// <summary>True when these rules together allow everything that <paramref name="wanted"/> allows.</summary>
    public static bool Cover(IReadOnlyList<AccessRule> held, AccessRule wanted) =>
        wanted.Verbs.All(verb => wanted.Paths.All(path => held.Any(h => Has(h.Verbs, verb) && h.CoversPath(path)))
            && wanted.Groups.All(group => wanted.Resources.All(resource => held.Any(h => h.CoversResource(verb, group, resource, wanted.Names)))));

    private bool AllowsResource(AccessQuestion question)
    {
        string wanted = question.QualifiedResource;
        return Resources.Any(r => r == "*" || r == wanted
            || (!string.IsNullOrEmpty(question.Subresource) && r.StartsWith("*/", StringComparison.Ordinal) && r[2..] == question.Subresource));
    }

    private bool CoversPath(string path) => Paths.Any(p => p == path || (p.EndsWith('*') && path.StartsWith(p[..^1], StringComparison.Ordinal)));

    private bool CoversResource(string verb, string group, string resource, IReadOnlyList<string> names) =>
        Has(Verbs, verb) && Has(Groups, group) && (Resources.Contains("*") || Resources.Contains(resource)
            || (resource.IndexOf('/', StringComparison.Ordinal) is int slash and > 0 && Resources.Contains("*" + resource[slash..])))
        && (Names.Count == 0 || (names.Count > 0 && names.All(Names.Contains)));

    private static bool Has(IReadOnlyList<string> list, string value) => list.Contains(value) || list.Contains("*");

    private static string[] Texts(JsonElement rule, string member) =>
        rule.TryGetProperty(member, out JsonElement array) && array.ValueKind == JsonValueKind.Array
            ? [.. array.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString() ?? "")]
            : [];
}
