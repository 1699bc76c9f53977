namespace Kuscia.Helm.Yaml.Reading;

/// <summary>A node of a document as it was written, before scalars get types and aliases their values.</summary>
internal sealed class YamlNode(YamlNodeKind kind)
{
    private static readonly List<YamlNode> None = [];

    public YamlNodeKind Kind => kind;

    /// <summary>A scalar's text, or the name of an alias.</summary>
    public string Text { get; init; } = "";

    /// <summary>A scalar's tag with its prefix; empty when there is none. Those of maps and lists change nothing.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Whether the scalar's type is told by its text: it has neither quotes nor a tag, or the tag <c>!</c>.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The items of a list; keys and values of a map in turn.</summary>
    public List<YamlNode> Children { get; } = kind is YamlNodeKind.Sequence or YamlNodeKind.Mapping ? [] : None;

    /// <summary>What an alias stands for.</summary>
    public YamlNode? Target { get; init; }

    /// <summary>Whether the alias is being replaced by its value just now.</summary>
    public bool IsEntered { get; set; }

    public bool IsMergeKey => kind == YamlNodeKind.Scalar && Text == "<<" && (IsPlain || Tag == "tag:yaml.org,2002:merge");
}
