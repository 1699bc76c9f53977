using Kuscia.Helm.Templates.Parsing;

namespace Kuscia.Helm.Templates.Evaluation;

/// <summary>The arguments of a call: the nodes (the first is the callee itself) and the value piped in, if any.</summary>
internal readonly struct CallArguments(List<Node> nodes, Cell final, bool hasFinal)
{
    private static readonly List<Node> Nothing = [];

    public static CallArguments None => new(Nothing, default, false);

    public List<Node> Nodes { get; } = nodes;

    public Cell Final { get; } = final;

    public bool HasFinal { get; } = hasFinal;

    /// <summary>How many arguments stand in the template.</summary>
    public int Written => Math.Max(Nodes.Count - 1, 0);

    public int Count => Written + (HasFinal ? 1 : 0);

    public bool Any => Nodes.Count > 1 || HasFinal;
}
