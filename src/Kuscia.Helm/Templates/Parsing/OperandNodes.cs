// The nodes of pipelines; kept together because they are one family of small records.
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Templates.Parsing;

internal sealed class PipeNode(SourceText source, int position) : Node(source, position)
{
    /// <summary>Whether the variables are assigned (=) and not declared (:=).</summary>
    public bool IsAssignment { get; set; }

    public List<VariableNode> Declarations { get; } = [];

    public List<CommandNode> Commands { get; } = [];

    public override NodeType Type => NodeType.Pipe;

    public override void Print(StringBuilder output)
    {
        for (int i = 0; i < Declarations.Count; i++)
        {
            if (i > 0)
            {
                output.Append(", ");
            }
            Declarations[i].Print(output);
        }

        if (Declarations.Count > 0)
        {
            output.Append(IsAssignment ? " = " : " := ");
        }
        for (int i = 0; i < Commands.Count; i++)
        {
            if (i > 0)
            {
                output.Append(" | ");
            }
            Commands[i].Print(output);
        }
    }
}

internal sealed class CommandNode(SourceText source, int position) : Node(source, position)
{
    public List<Node> Arguments { get; } = [];

    public override NodeType Type => NodeType.Command;

    public override void Print(StringBuilder output)
    {
        for (int i = 0; i < Arguments.Count; i++)
        {
            if (i > 0)
            {
                output.Append(' ');
            }
            PrintOperand(output, Arguments[i]);
        }
    }

    internal static void PrintOperand(StringBuilder output, Node operand)
    {
        bool parentheses = operand.Type == NodeType.Pipe;
        if (parentheses)
        {
            output.Append('(');
        }
        operand.Print(output);
        if (parentheses)
        {
            output.Append(')');
        }
    }
}

internal sealed class IdentifierNode(SourceText source, int position, GoFunction function) : Node(source, position)
{
    public GoFunction Function { get; } = function;

    public override NodeType Type => NodeType.Identifier;

    public override void Print(StringBuilder output) => output.Append(Function.Name);
}

internal sealed class VariableNode(SourceText source, int position, string name, string[] fields) : Node(source, position)
{
    /// <summary>The name with its dollar sign.</summary>
    public string Name { get; } = name;

    public string[] Fields { get; } = fields;

    public override NodeType Type => NodeType.Variable;

    public override void Print(StringBuilder output)
    {
        output.Append(Name);
        foreach (string field in Fields)
        {
            output.Append('.').Append(field);
        }
    }
}

internal sealed class FieldNode(SourceText source, int position, string[] fields) : Node(source, position)
{
    public string[] Fields { get; } = fields;

    public override NodeType Type => NodeType.Field;

    public override void Print(StringBuilder output)
    {
        foreach (string field in Fields)
        {
            output.Append('.').Append(field);
        }
    }
}

internal sealed class ChainNode(SourceText source, int position, Node start, string[] fields) : Node(source, position)
{
    public Node Start { get; } = start;

    public string[] Fields { get; } = fields;

    public override NodeType Type => NodeType.Chain;

    public override void Print(StringBuilder output)
    {
        CommandNode.PrintOperand(output, Start);
        foreach (string field in Fields)
        {
            output.Append('.').Append(field);
        }
    }
}

internal sealed class DotNode(SourceText source, int position) : Node(source, position)
{
    public override NodeType Type => NodeType.Dot;

    public override void Print(StringBuilder output) => output.Append('.');
}

internal sealed class NilNode(SourceText source, int position) : Node(source, position)
{
    public override NodeType Type => NodeType.Nil;

    public override void Print(StringBuilder output) => output.Append("nil");
}

internal sealed class BoolNode(SourceText source, int position, bool value) : Node(source, position)
{
    public object Value { get; } = value;

    public override NodeType Type => NodeType.Bool;

    public override void Print(StringBuilder output) => output.Append((bool)Value ? "true" : "false");
}

internal sealed class StringNode(SourceText source, int position, string quoted, string text) : Node(source, position)
{
    public string Text { get; } = text;

    public override NodeType Type => NodeType.String;

    public override void Print(StringBuilder output) => output.Append(quoted);
}

internal sealed class NumberNode(SourceText source, int position, NumberLiteral literal) : Node(source, position)
{
    public NumberLiteral Literal { get; } = literal;

    public override NodeType Type => NodeType.Number;

    public override void Print(StringBuilder output) => output.Append(Literal.Text);
}
