using System.Collections;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions;

/// <summary>The functions that belong to the template language itself.</summary>
internal static class Builtins
{
    /// <summary>The code of "and" and "or" is never run: the evaluator knows them, because they stop early.</summary>
    public static readonly FunctionCode And = static (_, a) => a[^1];

    /// <inheritdoc cref="And"/>
    public static readonly FunctionCode Or = static (_, a) => a[^1] ?? null;

    public static IEnumerable<GoFunction> Rows =>
    [
        new("and", "value,...value", And),
        new("or", "value,...value", Or),
        new("not", "value", static (_, a) => !GoValue.IsTrue(a[0])),
        new("call", "value,...value", static (_, a) => Call(a[0])),
        new("eq", "value,...value", static (_, a) => Comparison.Equal(a)),
        new("ne", "value,value", static (_, a) => !Comparison.Equal(a)),
        new("lt", "value,value", static (_, a) => Comparison.Less(a[0], a[1])),
        new("le", "value,value", static (_, a) => Comparison.Less(a[0], a[1]) || Comparison.Equal(a)),
        new("gt", "value,value", static (_, a) => !(Comparison.Less(a[0], a[1]) || Comparison.Equal(a))),
        new("ge", "value,value", static (_, a) => !Comparison.Less(a[0], a[1])),
        new("len", "value", static (_, a) => Length(a[0])),
        new("index", "value,...value", static (_, a) => Index(a)),
        new("html", "...any", static (_, a) => Escaping.Html(Escaping.Text(a))),
        new("js", "...any", static (_, a) => Escaping.JavaScript(Escaping.Text(a))),
        new("urlquery", "...any", static (_, a) => Escaping.UrlQuery(Escaping.Text(a))),
        new("print", "...any", static (_, a) => GoFormat.Sprint(a)),
        new("println", "...any", static (_, a) => GoFormat.Sprintln(a)),
        new("printf", "string,...any", static (_, a) => GoFormat.Sprintf((string)a[0]!, a[1..])), // not null: checked as string
    ];

    private static object? Call(object? function) => throw new FunctionException(
        function is null ? "call of nil" : $"non-function of type {GoValue.TypeName(function)}");

    private static nint Length(object? value) => GoValue.Contents(value) switch
    {
        null => throw new FunctionException("len of nil pointer"),
        string text => (nint)GoText.ByteLength(text),
        ValueMap map => (nint)map.Count,
        ICollection list => (nint)list.Count,
        _ => throw new FunctionException($"len of type {GoValue.TypeName(value)}"),
    };

    private static object? Index(object?[] arguments)
    {
        object? item = GoValue.Contents(arguments[0]);
        if (item is null)
        {
            throw new FunctionException("index of untyped nil");
        }
        for (int i = 1; i < arguments.Length; i++)
        {
            item = GoValue.Contents(item) switch
            {
                null => throw new FunctionException("index of nil pointer"),
                ValueMap map => Entry(map, arguments[i]),
                string text => GoText.ToBytes(text)[Position(arguments[i], GoText.ByteLength(text), "string")],
                IList list => list[Position(arguments[i], list.Count, "slice")],
                _ => throw new FunctionException($"can't index item of type {GoValue.TypeName(item)}"),
            };
        }

        return item;
    }

    private static object? Entry(ValueMap map, object? key)
    {
        string wanted = map.Type == MapType.Any ? GoFormat.Show(key) : key switch
        {
            null => throw new FunctionException("value is nil; should be of type string"),
            string text => text,
            _ => throw new FunctionException($"value has type {GoValue.TypeName(key)}; should be string"),
        };
        if (map.TryGetValue(wanted, out object? value))
        {
            return value;
        }
        return map.Type == MapType.Text ? "" : null;
    }

    private static int Position(object? index, int length, string kind)
    {
        if (index is null)
        {
            throw new FunctionException("cannot index slice/array with nil");
        }
        if (!GoValue.TryInteger(index, out long at))
        {
            throw new FunctionException($"cannot index slice/array with type {GoValue.TypeName(index)}");
        }
        if (at < 0)
        {
            throw new FunctionException($"index out of range: {at}");
        }
        if (at < length)
        {
            return (int)at;
        }
        // Go compares with the room of the slice, which grows by doubling, and only then fails over the index itself.
        bool beyond = length == 0 || at > (long)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length);
        throw new FunctionException(beyond && kind == "slice" ? $"index out of range: {at}" : $"reflect: {kind} index out of range");
    }
}
