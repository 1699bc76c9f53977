using Kuscia.Helm.Functions;
using Kuscia.Helm.Templates;

namespace Kuscia.Helm.Charts;

/// <summary>A map or list whose Go type has a name of its own and perhaps methods.</summary>
internal sealed class GoNamed(string typeName, object content, params GoFunction[] methods) : IGoObject
{
    public string TypeName => typeName;

    public object? Underlying => content;

    public GoFunction? FindMethod(string name) => Array.Find(methods, method => method.Name == name);
}
