using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions;

/// <summary>Functions about types, emptiness and choices.</summary>
internal static class ReflectionFunctions
{
    public static IEnumerable<GoFunction> Rows =>
    [
        new("typeOf", "any", static (_, a) => GoValue.TypeName(a[0])),
        new("typeIs", "string,any", static (_, a) => (string)a[0]! == GoValue.TypeName(a[1])),
        new("typeIsLike", "string,any", static (_, a) => GoValue.TypeName(a[1]) is { } type && (type == (string)a[0]! || type == "*" + a[0])),
        new("kindOf", "any", static (_, a) => GoValue.KindName(a[0])),
        new("kindIs", "string,any", static (_, a) => (string)a[0]! == GoValue.KindName(a[1])),
        new("deepEqual", "any,any", static (_, a) => GoValue.DeepEquals(a[0], a[1])),
        new("default", "any,...any", static (_, a) => a.Length < 2 || Conversions.IsEmpty(a[1]) ? a[0] : a[1]),
        new("empty", "any", static (_, a) => Conversions.IsEmpty(a[0])),
        new("coalesce", "...any", static (_, a) => Array.Find(a, static value => !Conversions.IsEmpty(value))),
        new("all", "...any", static (_, a) => !Array.Exists(a, Conversions.IsEmpty)),
        new("any", "...any", static (_, a) => Array.Exists(a, static value => !Conversions.IsEmpty(value))),
        new("ternary", "any,any,bool", static (_, a) => (bool)a[2]! ? a[0] : a[1]),
    ];
}
