using Kuscia.Helm.GoValues;
using Kuscia.Helm.Versions;

namespace Kuscia.Helm.Functions.Text;

/// <summary>A version as templates see it.</summary>
internal sealed class VersionObject(SemanticVersion version) : IGoObject
{
    private readonly SemanticVersion _version = version;

    public string TypeName => "*semver.Version";

    public string? Text => _version.ToString();

    public GoFunction? FindMethod(string name) => name switch
    {
        "Major" => Getter(name, _version.Major),
        "Minor" => Getter(name, _version.Minor),
        "Patch" => Getter(name, _version.Patch),
        "Prerelease" => Getter(name, _version.PreRelease),
        "Metadata" => Getter(name, _version.Metadata),
        "Original" => Getter(name, _version.Original),
        "String" => Getter(name, _version.ToString()),
        "Compare" => Comparer(name, static order => (nint)order),
        "Equal" => Comparer(name, static order => order == 0),
        "GreaterThan" => Comparer(name, static order => order > 0),
        "LessThan" => Comparer(name, static order => order < 0),
        "IncMajor" => Next(name, _version.NextMajor),
        "IncMinor" => Next(name, _version.NextMinor),
        "IncPatch" => Next(name, _version.NextPatch),
        _ => null,
    };

    public object? ToJsonValue() => _version.ToString();

    private static GoFunction Getter(string name, object value) => new(name, "", (_, _) => value);

    private static GoFunction Next(string name, Func<SemanticVersion> next) => new(name, "", (_, _) => new VersionObject(next()));

    private GoFunction Comparer(string name, Func<int, object> result) => new(name, "any", (_, a) => a[0] is VersionObject other
        ? result(Math.Sign(_version.CompareTo(other._version)))
        : throw new FunctionException($"wrong type for value; expected *semver.Version; got {GoValue.TypeName(a[0])}"));
}
