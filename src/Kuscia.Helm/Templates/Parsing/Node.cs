using System.Text;

namespace Kuscia.Helm.Templates.Parsing;

/// <summary>A node of a parsed template. Printing a node gives template text that parses to an equal node.</summary>
internal abstract class Node(SourceText source, int position)
{
    /// <summary>The file the node stands in.</summary>
    public SourceText Source { get; } = source;

    /// <summary>Index into the text of the file.</summary>
    public int Position { get; } = position;

    /// <summary>What it is.</summary>
    public abstract NodeType Type { get; }

    /// <summary>Writes the node as template text.</summary>
    public abstract void Print(StringBuilder output);

    public sealed override string ToString()
    {
        StringBuilder output = new();
        Print(output);
        return output.ToString();
    }
}
