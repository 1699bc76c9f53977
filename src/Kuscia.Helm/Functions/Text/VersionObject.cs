using Kuscia.Helm.Templates;
using Kuscia.Helm.Versions;

namespace Kuscia.Helm.Functions.Text;

/// <summary>A version as templates see it.</summary>
internal sealed class VersionObject(SemanticVersion version) : IGoObject
{
    private readonly SemanticVersion version = version;

    public string TypeName => "*semver.Version";

    public string? Text => version.ToString();

    public GoFunction? FindMethod(string name) => name switch
    {
        "Major" => Getter(name, version.Major),
        "Minor" => Getter(name, version.Minor),
        "Patch" => Getter(name, version.Patch),
        "Prerelease" => Getter(name, version.PreRelease),
        "Metadata" => Getter(name, version.Metadata),
        "Original" => Getter(name, version.Original),
        "String" => Getter(name, version.ToString()),
        "Compare" => Comparer(name, static order => (nint)order),
        "Equal" => Comparer(name, static order => order == 0),
        "GreaterThan" => Comparer(name, static order => order > 0),
        "LessThan" => Comparer(name, static order => order < 0),
        "IncMajor" => Next(name, version.NextMajor),
        "IncMinor" => Next(name, version.NextMinor),
        "IncPatch" => Next(name, version.NextPatch),
        _ => null,
    };

    public object? ToJsonValue() => version.ToString();

    private static GoFunction Getter(string name, object value) => new(name, "", (_, _) => value);

    private static GoFunction Next(string name, Func<SemanticVersion> next) => new(name, "", (_, _) => new VersionObject(next()));

    private GoFunction Comparer(string name, Func<int, object> result) => new(name, "any", (_, a) => a[0] is VersionObject other
        ? result(Math.Sign(version.CompareTo(other.version)))
        : throw new FunctionException($"wrong type for value; expected *semver.Version; got {GoValue.TypeName(a[0])}"));
}
