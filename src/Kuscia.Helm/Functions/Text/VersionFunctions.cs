using Kuscia.Helm.GoValues;
using Kuscia.Helm.Versions;

namespace Kuscia.Helm.Functions.Text;

/// <summary>Functions on semantic versions.</summary>
internal static class VersionFunctions
{
    public static IEnumerable<GoFunction> Rows =>
    [
        new("semver", "string", static (_, a) => new VersionObject(Parse((string)a[0]!))),
        new("semverCompare", "string,string", static (_, a) => Compare((string)a[0]!, (string)a[1]!)),
    ];

    private static bool Compare(string constraint, string version) =>
        VersionConstraint.TryParse(constraint, out VersionConstraint? parsed, out string fault)
            ? parsed.Allows(Parse(version))
            : throw new FunctionException(fault);

    private static SemanticVersion Parse(string text) =>
        SemanticVersion.TryParse(text, out SemanticVersion? version, out string fault) ? version : throw new FunctionException(fault);
}
