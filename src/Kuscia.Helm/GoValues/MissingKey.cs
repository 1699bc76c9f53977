namespace Kuscia.Helm.GoValues;

/// <summary>What a missing map key gives (the option "missingkey" of Go templates).</summary>
public enum MissingKey
{
    /// <summary>The zero value of the element type; a nil for values of charts. Helm's choice.</summary>
    Zero,

    /// <summary>An invalid value that prints as <c>&lt;no value&gt;</c>.</summary>
    Invalid,

    /// <summary>The rendering fails (Helm's strict mode).</summary>
    Error,
}
