namespace Kuscia.Helm.Functions.Versions;

/// <summary>Functions on semantic versions.</summary>
internal static class VersionFunctions
{
    public static IEnumerable<GoFunction> Rows =>
    [
        new("semver", "string", static (_, a) => SemanticVersion.Parse((string)a[0]!)),
        new("semverCompare", "string,string", static (_, a) => Compare((string)a[0]!, (string)a[1]!)),
    ];

    private static bool Compare(string constraint, string version)
    {
        VersionConstraint parsed = VersionConstraint.Parse(constraint);
        return parsed.Allows(SemanticVersion.Parse(version));
    }
}
