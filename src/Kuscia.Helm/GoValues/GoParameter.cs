namespace Kuscia.Helm.GoValues;

/// <summary>The Go type of a function parameter; arguments are checked against it before the code runs.</summary>
public enum GoParameter
{
    /// <summary><c>interface {}</c>: everything, also nil (null).</summary>
    Any,

    /// <summary><c>reflect.Value</c>: as <see cref="Any"/>.</summary>
    Value,

    /// <summary><c>string</c>.</summary>
    GoString,

    /// <summary><c>int</c>, handed over as <see cref="nint"/>.</summary>
    GoInt,

    /// <summary><c>uint32</c>, handed over as <see cref="uint"/>.</summary>
    GoUnsigned32,

    /// <summary><c>int64</c>, handed over as <see cref="long"/>.</summary>
    GoInt64,

    /// <summary><c>float64</c>.</summary>
    GoFloat64,

    /// <summary><c>bool</c>.</summary>
    GoBool,

    /// <summary><c>map[string]interface {}</c>; null when the template passes nil.</summary>
    GoMap,

    /// <summary><c>chartutil.Values</c>: as <see cref="GoMap"/> under another name.</summary>
    Values,

    /// <summary><c>[]interface {}</c>; null when the template passes nil.</summary>
    GoList,

    /// <summary><c>time.Time</c>.</summary>
    Time,

    /// <summary><c>sprig.certificate</c>.</summary>
    Certificate,
}
