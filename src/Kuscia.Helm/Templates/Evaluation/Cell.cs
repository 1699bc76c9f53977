using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Templates.Evaluation;

/// <summary>
/// A value during evaluation. Go tells a value of a known type from one that sits in an interface (an element of a map or
/// list): error texts name "interface {}" for the latter, and a nil there is not the same as no value at all.
/// </summary>
internal readonly struct Cell
{
    private Cell(object? value, CellKind kind)
    {
        Value = value;
        Kind = kind;
    }

    public object? Value { get; }

    public CellKind Kind { get; }

    /// <summary>No value: what a pipeline gives for nil.</summary>
    public static Cell Invalid => default;

    public bool IsInvalid => Kind == CellKind.Invalid;

    /// <summary>The Go type that error texts name.</summary>
    public string TypeName => Kind == CellKind.Interface ? "interface {}" : GoValue.TypeName(Value);

    public static Cell Concrete(object? value) => value is null ? default : new Cell(value, CellKind.Concrete);

    public static Cell Interface(object? value) => new(value, CellKind.Interface);

    /// <summary>The value without the interface around it.</summary>
    public Cell Unwrapped => Kind == CellKind.Interface ? Concrete(Value) : this;
}
