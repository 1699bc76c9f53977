using System.Collections;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Charts;

/// <summary>A map or list whose Go type has a name of its own and perhaps methods.</summary>
internal sealed class GoNamed(string typeName, object content, params GoFunction[] methods) : IGoObject
{
    public string TypeName => typeName;

    public object? Underlying => content;

    public GoFunction? FindMethod(string name) => Array.Find(methods, method => method.Name == name);

    public IGoObject DeepCopy(Func<object?, object?> copy) => new GoNamed(typeName, copy(content)!, methods); // not null: it copies a map or list

    // Helm leaves what a chart does not name at nil, which is null in JSON.
    public object? ToJsonValue() => content is ICollection { Count: 0 } or ValueMap { Count: 0 } ? null : content;
}
