using System.Security.Cryptography;
using System.Text;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Releases;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Repositories;

/// <summary>The contents of <c>Chart.lock</c>: what was chosen, and a digest that ties it to what was asked for.</summary>
internal static class DependencyLock
{
    /// <summary>The digest Helm computes: SHA-256 of both lists as Go prints them in JSON.</summary>
    public static string Digest(IReadOnlyList<ChartDependency> declared, IReadOnlyList<LockedDependency> locked)
    {
        string json = $"[[{string.Join(',', declared.Select(Json))}],[{string.Join(',', locked.Select(Json))}]]";
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
    }

    public static string Print(IReadOnlyList<LockedDependency> locked, string digest, DateTimeOffset time) => HelmYaml.ToYaml(new ValueMap
    {
        ["dependencies"] = locked.Select(one => new ValueMap { ["name"] = one.Name, ["repository"] = one.Repository, ["version"] = one.Version }).ToList<object?>(),
        ["digest"] = digest,
        ["generated"] = GoTime.Json(time),
    }) + "\n";

    public static IReadOnlyList<LockedDependency> Read(ValueMap lockFile) =>
    [
        .. (lockFile["dependencies"] as List<object?> ?? []).OfType<ValueMap>()
            .Select(one => new LockedDependency(Text(one, "name"), Text(one, "repository"), Text(one, "version"))),
    ];

    public static string DigestOf(ValueMap? lockFile) => lockFile is null ? "" : Text(lockFile, "digest");

    // Members in the order of the Go struct, empty ones left out except name and repository.
    private static string Json(ChartDependency dependency) => "{" + string.Join(',', new[]
    {
        Member("name", dependency.Name),
        dependency.Version.Length > 0 ? Member("version", dependency.Version) : null,
        Member("repository", dependency.Repository),
        dependency.Condition.Length > 0 ? Member("condition", dependency.Condition) : null,
        dependency.Tags.Count > 0 ? Member("tags", dependency.Tags.ToList<object?>()) : null,
        dependency.ImportValues.Count > 0 ? Member("import-values", dependency.ImportValues.Select(MetadataObject.ImportJson).ToList()) : null,
        dependency.Alias.Length > 0 ? Member("alias", dependency.Alias) : null,
    }.OfType<string>()) + "}";

    private static string Json(LockedDependency one) =>
        $"{{{Member("name", one.Name)}{(one.Version.Length > 0 ? "," + Member("version", one.Version) : "")},{Member("repository", one.Repository)}}}";

    private static string Member(string name, object? value) => $"\"{name}\":{HelmYaml.ToJson(value)}";

    private static string Text(ValueMap map, string name) => map[name] as string ?? "";
}
