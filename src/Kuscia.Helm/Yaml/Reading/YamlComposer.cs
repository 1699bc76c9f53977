using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Yaml.Reading;

/// <summary>Builds the nodes of the first document by the grammar of YAML 1.1; it looks at one token at a time and never further than it must.</summary>
internal sealed partial class YamlComposer(YamlScanner scanner)
{
    private const int MaxDepth = 1_000;
    private static readonly YamlNode Empty = new(YamlNodeKind.Scalar) { IsPlain = true };

    private readonly YamlDirectives _directives = new();
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private int _depth;

    /// <summary>Reads the first document up to its end.</summary>
    /// <returns>Its root; null when the text has no document.</returns>
    /// <exception cref="HelmYamlException">The text is malformed, or an alias stands for nothing.</exception>
    public YamlNode? FirstDocument()
    {
        YamlNode root;
        switch (scanner.Peek().Kind)
        {
            case YamlTokenKind.StreamEnd:
                return null;
            case YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective or YamlTokenKind.DocumentStart:
                root = MarkedDocument();
                break;
            default:
                root = Node(block: true, indentless: false);
                break;
        }

        // What ends the document is read as well, and may be malformed; what follows is not.
        scanner.Peek();
        return root;
    }

    private YamlNode MarkedDocument()
    {
        _directives.Read(scanner);
        YamlToken start = scanner.Peek();
        if (start.Kind != YamlTokenKind.DocumentStart)
        {
            throw YamlFault.Parser(start.Line, "did not find expected <document start>");
        }
        scanner.Skip();
        bool empty = scanner.Peek().Kind is YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective
            or YamlTokenKind.DocumentStart or YamlTokenKind.DocumentEnd or YamlTokenKind.StreamEnd;
        return empty ? Empty : Node(block: true, indentless: false);
    }

    /// <param name="block">Whether blocks told by indentation may stand here.</param>
    /// <param name="indentless">Whether a list may stand at the column of its key.</param>
    private YamlNode Node(bool block, bool indentless)
    {
        if (StackGuard.IsLow)
        {
            return NodeOnFreshStack(block, indentless);
        }
        if (++_depth > MaxDepth)
        {
            throw new HelmYamlException($"yaml: exceeded max depth of {MaxDepth}");
        }
        YamlToken token = scanner.Peek();
        YamlNode node = token.Kind == YamlTokenKind.Alias ? Alias(token) : Content(token, block, indentless);
        _depth--;
        return node;
    }

    private YamlNode NodeOnFreshStack(bool block, bool indentless) => StackGuard.OnFreshStack(() => Node(block, indentless));

    private YamlNode Alias(YamlToken token)
    {
        scanner.Skip();
        return _anchors.TryGetValue(token.Text, out YamlNode? target)
            ? new YamlNode(YamlNodeKind.Alias) { Text = token.Text, Target = target }
            : throw new HelmYamlException($"yaml: unknown anchor '{token.Text}' referenced");
    }

    private YamlNode Content(YamlToken token, bool block, bool indentless)
    {
        (string? anchor, string tag) = token.Kind is YamlTokenKind.Anchor or YamlTokenKind.Tag ? Properties(ref token) : (null, "");
        switch (token.Kind)
        {
            case YamlTokenKind.PlainScalar or YamlTokenKind.QuotedScalar:
                scanner.Skip();
                bool plain = (token.Kind == YamlTokenKind.PlainScalar && tag.Length == 0) || tag == "!";
                return Anchored(anchor, new YamlNode(YamlNodeKind.Scalar) { Text = token.Text, Tag = tag, IsPlain = plain });
            case YamlTokenKind.BlockEntry when indentless:
                return IndentlessSequence(Anchored(anchor, new YamlNode(YamlNodeKind.Sequence)));
            case YamlTokenKind.FlowSequenceStart:
                return FlowSequence(Anchored(anchor, new YamlNode(YamlNodeKind.Sequence)));
            case YamlTokenKind.FlowMappingStart:
                return FlowMapping(Anchored(anchor, new YamlNode(YamlNodeKind.Mapping)));
            case YamlTokenKind.BlockSequenceStart when block:
                return BlockSequence(Anchored(anchor, new YamlNode(YamlNodeKind.Sequence)));
            case YamlTokenKind.BlockMappingStart when block:
                return BlockMapping(Anchored(anchor, new YamlNode(YamlNodeKind.Mapping)));
            default:
                if (anchor is null && tag.Length == 0)
                {
                    throw YamlFault.Parser(token.Line, "did not find expected node content");
                }
                return Anchored(anchor, new YamlNode(YamlNodeKind.Scalar) { Tag = tag, IsPlain = tag.Length == 0 });
        }
    }

    // At most one anchor and one tag, in any order.
    private (string? Anchor, string Tag) Properties(ref YamlToken token)
    {
        YamlToken first = token;
        scanner.Skip();
        token = scanner.Peek();
        YamlToken? second = null;
        if (token.Kind is YamlTokenKind.Anchor or YamlTokenKind.Tag && token.Kind != first.Kind)
        {
            second = token;
            scanner.Skip();
            token = scanner.Peek();
        }

        string? anchor = first.Kind == YamlTokenKind.Anchor ? first.Text : second?.Text;
        YamlToken? tag = first.Kind == YamlTokenKind.Tag ? first : second;
        return (anchor, tag is { } found ? _directives.Resolve(found) : "");
    }

    private YamlNode Anchored(string? anchor, YamlNode node)
    {
        if (anchor is not null)
        {
            _anchors[anchor] = node;
        }
        return node;
    }
}
