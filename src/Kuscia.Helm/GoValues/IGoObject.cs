namespace Kuscia.Helm.GoValues;

/// <summary>A value with fields or methods, such as <c>.Chart</c>, <c>.Files</c> or <c>.Capabilities</c>.</summary>
public interface IGoObject
{
    /// <summary>The Go type as error texts name it, for example <c>*chartutil.Capabilities</c>.</summary>
    string TypeName { get; }

    /// <summary>The map or list that the object is when it is not a struct (for example the files of a chart); used by range, index and len. Null for a struct.</summary>
    object? Underlying => null;

    /// <summary>The text that printing gives when the Go type has a String method; null when the fields are printed.</summary>
    string? Text => null;

    /// <summary>The text that an action prints: Go finds a String method of the pointer there, but functions are given the value alone.</summary>
    string? PrintedText => Text;

    /// <summary>The fields in the order of the Go struct, for printing and as fallback of <see cref="ToJsonValue"/>.</summary>
    IEnumerable<KeyValuePair<string, object?>> Fields => [];

    /// <summary>Finds a field of a struct by its Go name.</summary>
    /// <returns>False when the type has no such field; the template then fails with "can't evaluate field NAME in type TYPE".</returns>
    bool TryGetField(string name, out object? value)
    {
        value = null;
        return false;
    }

    /// <summary>Finds a method by its Go name; null when there is none.</summary>
    GoFunction? FindMethod(string name) => null;

    /// <summary>A copy in which the map or list inside is copied by the code given; what cannot be changed is its own copy.</summary>
    IGoObject DeepCopy(Func<object?, object?> copy) => this;

    /// <summary>The value as encoding/json would write it (for toYaml and toJson).</summary>
    object? ToJsonValue() => Underlying ?? new ValueMap(Fields);
}
