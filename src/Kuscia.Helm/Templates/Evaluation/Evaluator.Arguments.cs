using Kuscia.Helm.Functions.Time;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates.Parsing;

namespace Kuscia.Helm.Templates.Evaluation;

/// <summary>The part of the evaluator that checks and converts arguments.</summary>
internal sealed partial class Evaluator
{
    private Cell Argument(Cell dot, Node node, GoParameter type)
    {
        _node = node;
        switch (node.Type)
        {
            case NodeType.Dot:
                return Checked(dot, type);
            case NodeType.Nil:
                return CanBeNil(type) ? Cell.Interface(null) : throw Fail($"cannot assign nil to {Name(type)}");
            case NodeType.Field:
                return Checked(Fields(dot, dot, node, ((FieldNode)node).Fields, CallArguments.None), type);
            case NodeType.Variable:
                return Checked(VariableValue(dot, (VariableNode)node, CallArguments.None), type);
            case NodeType.Pipe:
                return Checked(Pipeline(dot, (PipeNode)node), type);
            case NodeType.Identifier:
                return Checked(Function(dot, (IdentifierNode)node, node, CallArguments.None), type);
            case NodeType.Chain:
                return Checked(Chain(dot, (ChainNode)node, CallArguments.None), type);
            default:
                return ConstantArgument(node, type);
        }
    }

    private Cell ConstantArgument(Node node, GoParameter type)
    {
        NumberLiteral? number = (node as NumberNode)?.Literal;
        switch (type)
        {
            case GoParameter.Any or GoParameter.Value:
                return node switch
                {
                    BoolNode boolean => Cell.Concrete(boolean.Value),
                    StringNode text => Cell.Concrete(text.Text),
                    NumberNode constant => Constant(constant),
                    _ => throw Fail($"can't handle assignment of {node} to empty interface argument"),
                };
            case GoParameter.GoBool:
                return node is BoolNode truth ? Cell.Concrete(truth.Value) : throw Fail($"expected bool; found {node}");
            case GoParameter.GoString:
                return node is StringNode literal ? Cell.Concrete(literal.Text) : throw Fail($"expected string; found {node}");
            case GoParameter.GoInt:
                return number is { IsInteger: true } ? Cell.Concrete((nint)number.Integer) : throw Fail($"expected integer; found {node}");
            case GoParameter.GoUnsigned32:
                return number is { IsUnsigned: true } ? Cell.Concrete(Narrow(number)) : throw Fail($"expected unsigned integer; found {node}");
            case GoParameter.GoInt64:
                return number is { IsInteger: true } ? Cell.Concrete(number.Integer) : throw Fail($"expected integer; found {node}");
            case GoParameter.GoFloat64:
                return number is { IsFloat: true } ? Cell.Concrete(number.Float) : throw Fail($"expected float; found {node}");
            default:
                throw Fail($"can't handle {node} for arg of type {Name(type)}");
        }
    }

    private uint Narrow(NumberLiteral number) =>
        number.Unsigned <= uint.MaxValue ? (uint)number.Unsigned : throw Fail($"{number.Text} overflows uint32");

    private Cell Checked(Cell value, GoParameter type)
    {
        if (type is GoParameter.Any or GoParameter.Value)
        {
            return value;
        }
        if (value.IsInvalid)
        {
            return CanBeNil(type) ? Cell.Interface(null) : throw Fail($"invalid value; expected {Name(type)}");
        }
        // A map of a named type is assignable to the plain type, and is of that type from there on.
        if (type is GoParameter.GoMap && value.Value is IGoObject { Underlying: ValueMap { Type: MapType.Interface } named })
        {
            return Cell.Concrete(named);
        }
        if (type is GoParameter.GoList && value.Value is NilValue { Underlying: List<object?> empty })
        {
            return Cell.Concrete(empty);
        }
        bool fits = type switch
        {
            GoParameter.GoString => value.Value is string,
            GoParameter.GoInt => value.Value is nint,
            GoParameter.GoUnsigned32 => value.Value is uint,
            GoParameter.GoInt64 => value.Value is long,
            GoParameter.GoFloat64 => value.Value is double,
            GoParameter.GoBool => value.Value is bool,
            GoParameter.GoMap or GoParameter.Values => GoValue.Contents(value.Value) is ValueMap { Type: MapType.Interface },
            GoParameter.GoList => value.Value is List<object?>,
            GoParameter.Time => value.Value is GoTime,
            _ => value.Value is IGoObject item && item.TypeName == Name(type),
        };
        if (fits)
        {
            return value;
        }
        string actual = value.Value is null ? value.TypeName : GoValue.TypeName(value.Value);
        throw Fail($"wrong type for value; expected {Name(type)}; got {actual}");
    }

    private static bool CanBeNil(GoParameter type) =>
        type is GoParameter.Any or GoParameter.Value or GoParameter.GoMap or GoParameter.GoList or GoParameter.Values;

    private static string Name(GoParameter type) => type switch
    {
        GoParameter.Any => "interface {}",
        GoParameter.Value => "reflect.Value",
        GoParameter.GoString => "string",
        GoParameter.GoInt => "int",
        GoParameter.GoUnsigned32 => "uint32",
        GoParameter.GoInt64 => "int64",
        GoParameter.GoFloat64 => "float64",
        GoParameter.GoBool => "bool",
        GoParameter.GoMap => "map[string]interface {}",
        GoParameter.Values => "chartutil.Values",
        GoParameter.GoList => "[]interface {}",
        GoParameter.Time => "time.Time",
        _ => "sprig.certificate",
    };
}
