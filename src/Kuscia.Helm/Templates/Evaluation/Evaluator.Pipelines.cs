using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates.Parsing;

namespace Kuscia.Helm.Templates.Evaluation;

/// <summary>The part of the evaluator that works out pipelines and fields.</summary>
internal sealed partial class Evaluator
{
    private Cell Pipeline(Cell dot, PipeNode pipe)
    {
        if (StackGuard.IsLow)
        {
            return StackGuard.OnFreshStack(() => Pipeline(dot, pipe));
        }
        _node = pipe;
        Cell value = default;
        for (int i = 0; i < pipe.Commands.Count; i++)
        {
            value = Command(dot, pipe.Commands[i], value, i > 0).Unwrapped;
        }
        foreach (VariableNode variable in pipe.Declarations)
        {
            if (pipe.IsAssignment)
            {
                Assign(variable.Name, value);
            }
            else
            {
                _variables.Add(new Variable(variable.Name, value));
            }
        }

        return value;
    }

    // The value of the stage before, when there is one, is the last argument.
    private Cell Command(Cell dot, CommandNode command, Cell final, bool hasFinal)
    {
        Node first = command.Arguments[0];
        switch (first.Type)
        {
            case NodeType.Field:
                return Fields(dot, dot, first, ((FieldNode)first).Fields, new CallArguments(command.Arguments, final, hasFinal));
            case NodeType.Chain:
                return Chain(dot, (ChainNode)first, new CallArguments(command.Arguments, final, hasFinal));
            case NodeType.Identifier:
                return Function(dot, (IdentifierNode)first, command, new CallArguments(command.Arguments, final, hasFinal));
            case NodeType.Pipe:
                NotAFunction(command, hasFinal);
                return Pipeline(dot, (PipeNode)first);
            case NodeType.Variable:
                return VariableValue(dot, (VariableNode)first, new CallArguments(command.Arguments, final, hasFinal));
        }

        _node = first;
        NotAFunction(command, hasFinal);
        return first.Type switch
        {
            NodeType.Bool => Cell.Concrete(((BoolNode)first).Value),
            NodeType.Dot => dot,
            NodeType.Number => Constant((NumberNode)first),
            NodeType.String => Cell.Concrete(((StringNode)first).Text),
            _ => throw Fail("nil is not a command"),
        };
    }

    private void NotAFunction(CommandNode command, bool hasFinal)
    {
        if (command.Arguments.Count > 1 || hasFinal)
        {
            throw Fail($"can't give argument to non-function {command.Arguments[0]}");
        }
    }

    private Cell Constant(NumberNode node)
    {
        _node = node;
        if (node.Literal.Ideal is { } value)
        {
            return Cell.Concrete(value);
        }
        throw Fail($"{node.Literal.Text} overflows int");
    }

    private Cell VariableValue(Cell dot, VariableNode node, CallArguments arguments)
    {
        _node = node;
        Cell value = Lookup(node.Name);
        if (node.Fields.Length > 0)
        {
            return Fields(dot, value, node, node.Fields, arguments);
        }
        if (arguments.Any)
        {
            throw Fail($"can't give argument to non-function {node}");
        }
        return value;
    }

    private Cell Chain(Cell dot, ChainNode node, CallArguments arguments)
    {
        _node = node;
        if (node.Start.Type == NodeType.Nil)
        {
            throw Fail($"indirection through explicit nil in {node}");
        }
        Cell start = node.Start.Type == NodeType.Pipe
            ? Pipeline(dot, (PipeNode)node.Start)
            : Function(dot, (IdentifierNode)node.Start, node.Start, CallArguments.None).Unwrapped;
        return Fields(dot, start, node, node.Fields, arguments);
    }

    private Cell Fields(Cell dot, Cell receiver, Node node, string[] names, CallArguments arguments)
    {
        _node = node;
        for (int i = 0; i < names.Length - 1; i++)
        {
            receiver = Field(dot, receiver, node, names[i], CallArguments.None);
        }
        return Field(dot, receiver, node, names[^1], arguments);
    }

    private Cell Field(Cell dot, Cell receiver, Node node, string name, CallArguments arguments)
    {
        if (receiver.IsInvalid)
        {
            if (_session.Options.MissingKey == MissingKey.Error)
            {
                throw Fail($"nil data; no entry for key {GoQuote.Quote(name)}");
            }
            return Cell.Invalid;
        }

        if (receiver.Value is null)
        {
            throw Fail($"nil pointer evaluating {receiver.TypeName}.{name}");
        }
        if (receiver.Value is ValueMap map)
        {
            return MapField(map, name, arguments);
        }
        if (receiver.Value is IGoObject item)
        {
            return ObjectField(dot, item, receiver.TypeName, node, name, arguments);
        }
        throw Fail($"can't evaluate field {name} in type {receiver.TypeName}");
    }

    private Cell MapField(ValueMap map, string name, CallArguments arguments)
    {
        if (arguments.Any)
        {
            throw Fail($"{name} is not a method but has arguments");
        }
        if (map.TryGetValue(name, out object? value))
        {
            return Element(map, value);
        }
        return _session.Options.MissingKey switch
        {
            MissingKey.Zero => map.Type == MapType.Text ? Cell.Concrete("") : map.Type == MapType.Bytes ? Cell.Concrete(Array.Empty<byte>()) : Cell.Interface(null),
            MissingKey.Invalid => Cell.Invalid,
            _ => throw Fail($"map has no entry for key {GoQuote.Quote(name)}"),
        };
    }

    private Cell ObjectField(Cell dot, IGoObject item, string type, Node node, string name, CallArguments arguments)
    {
        if (item.FindMethod(name) is { } method)
        {
            return Call(dot, method, node, arguments);
        }
        if (item.TryGetField(name, out object? value))
        {
            if (arguments.Any)
            {
                throw Fail($"{name} has arguments but cannot be invoked as function");
            }
            return value is null ? Cell.Interface(null) : Cell.Concrete(value);
        }

        if (item.Underlying is ValueMap map)
        {
            return MapField(map, name, arguments);
        }
        throw Fail($"can't evaluate field {name} in type {type}");
    }
}
