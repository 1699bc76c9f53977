// The nodes with a body or a jump; kept together because they are one family of small records.
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Templates.Parsing;

internal sealed class ListNode(SourceText source, int position) : Node(source, position)
{
    public List<Node> Nodes { get; } = [];

    public override NodeType Type => NodeType.List;

    /// <summary>Whether there is nothing but space and definitions; such a list never replaces another definition.</summary>
    public bool IsEmpty => Nodes.TrueForAll(static node => node is TextNode text && text.Text.AsSpan().Trim(" \t\r\n\v\f\u0085\u00A0").IsEmpty);

    public override void Print(StringBuilder output)
    {
        foreach (Node node in Nodes)
        {
            node.Print(output);
        }
    }
}

internal sealed class TextNode(SourceText source, int position, string text) : Node(source, position)
{
    public string Text { get; } = text;

    public override NodeType Type => NodeType.Text;

    public override void Print(StringBuilder output) => output.Append(Text);
}

internal sealed class ActionNode(SourceText source, int position, PipeNode pipe) : Node(source, position)
{
    public PipeNode Pipe { get; } = pipe;

    public override NodeType Type => NodeType.Action;

    public override void Print(StringBuilder output)
    {
        output.Append("{{");
        Pipe.Print(output);
        output.Append("}}");
    }
}

internal sealed class BranchNode(SourceText source, int position, NodeType type, PipeNode pipe, ListNode body, ListNode? otherwise)
    : Node(source, position)
{
    public PipeNode Pipe { get; } = pipe;

    public ListNode Body { get; } = body;

    public ListNode? Otherwise { get; } = otherwise;

    public override NodeType Type => type;

    public override void Print(StringBuilder output)
    {
        output.Append(Type switch { NodeType.If => "{{if ", NodeType.With => "{{with ", _ => "{{range " });
        Pipe.Print(output);
        output.Append("}}");
        Body.Print(output);
        if (Otherwise is not null)
        {
            output.Append("{{else}}");
            Otherwise.Print(output);
        }

        output.Append("{{end}}");
    }
}

internal sealed class TemplateNode(SourceText source, int position, string name, PipeNode? pipe) : Node(source, position)
{
    public string Name { get; } = name;

    public PipeNode? Pipe { get; } = pipe;

    public override NodeType Type => NodeType.Template;

    public override void Print(StringBuilder output)
    {
        output.Append("{{template ").Append(GoQuote.Quote(Name));
        if (Pipe is not null)
        {
            output.Append(' ');
            Pipe.Print(output);
        }

        output.Append("}}");
    }
}

/// <summary>break, continue, else and end: a word and nothing else.</summary>
internal sealed class WordNode(SourceText source, int position, NodeType type) : Node(source, position)
{
    public override NodeType Type => type;

    public override void Print(StringBuilder output) => output.Append(Type switch
    {
        NodeType.Break => "{{break}}",
        NodeType.Continue => "{{continue}}",
        NodeType.Else => "{{else}}",
        _ => "{{end}}",
    });
}
