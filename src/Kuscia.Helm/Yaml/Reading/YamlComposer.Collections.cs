namespace Kuscia.Helm.Yaml.Reading;

/// <content>Lists and maps. Each method starts at the collection's first token and leaves the scanner behind its last.</content>
internal sealed partial class YamlComposer
{
    private YamlNode BlockSequence(YamlNode list)
    {
        scanner.Skip();
        while (true)
        {
            YamlToken token = scanner.Peek();
            if (token.Kind is not (YamlTokenKind.BlockEntry or YamlTokenKind.BlockEnd))
            {
                throw YamlFault.Parser(token.Line, "did not find expected '-' indicator");
            }
            scanner.Skip();
            if (token.Kind == YamlTokenKind.BlockEnd)
            {
                return list;
            }
            bool empty = scanner.Peek().Kind is YamlTokenKind.BlockEntry or YamlTokenKind.BlockEnd;
            list.Children.Add(empty ? Empty : Node(block: true, indentless: false));
        }
    }

    private YamlNode IndentlessSequence(YamlNode list)
    {
        while (scanner.Peek().Kind == YamlTokenKind.BlockEntry)
        {
            scanner.Skip();
            bool empty = scanner.Peek().Kind is YamlTokenKind.BlockEntry or YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd;
            list.Children.Add(empty ? Empty : Node(block: true, indentless: false));
        }

        return list;
    }

    private YamlNode BlockMapping(YamlNode map)
    {
        scanner.Skip();
        while (true)
        {
            YamlToken token = scanner.Peek();
            if (token.Kind is not (YamlTokenKind.Key or YamlTokenKind.BlockEnd))
            {
                throw YamlFault.Parser(token.Line, "did not find expected key");
            }
            scanner.Skip();
            if (token.Kind == YamlTokenKind.BlockEnd)
            {
                return map;
            }
            map.Children.Add(BlockPart());
            bool hasValue = scanner.Peek().Kind == YamlTokenKind.Value;
            if (hasValue)
            {
                scanner.Skip();
            }
            map.Children.Add(hasValue ? BlockPart() : Empty);
        }
    }

    // A key or a value of a block; both may be left out.
    private YamlNode BlockPart() => scanner.Peek().Kind is YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd
        ? Empty
        : Node(block: true, indentless: true);

    private YamlNode FlowSequence(YamlNode list)
    {
        scanner.Skip();
        while (NextInFlow(YamlTokenKind.FlowSequenceEnd, "did not find expected ',' or ']'", list.Children.Count == 0, out YamlTokenKind kind))
        {
            list.Children.Add(kind == YamlTokenKind.Key ? SinglePair() : Node(block: false, indentless: false));
        }
        return list;
    }

    // "a: b" in square brackets is a map of one pair.
    private YamlNode SinglePair()
    {
        YamlNode map = new(YamlNodeKind.Mapping);
        scanner.Skip();
        if (scanner.Peek().Kind is YamlTokenKind.Value or YamlTokenKind.FlowEntry or YamlTokenKind.FlowSequenceEnd)
        {
            // The original passes this token over; charts that it refuses for that are refused here.
            scanner.Skip();
            map.Children.Add(Empty);
        }
        else
        {
            map.Children.Add(Node(block: false, indentless: false));
        }

        map.Children.Add(FlowValue(YamlTokenKind.FlowSequenceEnd));
        return map;
    }

    private YamlNode FlowMapping(YamlNode map)
    {
        scanner.Skip();
        while (NextInFlow(YamlTokenKind.FlowMappingEnd, "did not find expected ',' or '}'", map.Children.Count == 0, out YamlTokenKind kind))
        {
            if (kind != YamlTokenKind.Key)
            {
                map.Children.Add(Node(block: false, indentless: false));
                map.Children.Add(Empty);
                scanner.Peek();
                continue;
            }

            scanner.Skip();
            bool empty = scanner.Peek().Kind is YamlTokenKind.Value or YamlTokenKind.FlowEntry or YamlTokenKind.FlowMappingEnd;
            map.Children.Add(empty ? Empty : Node(block: false, indentless: false));
            map.Children.Add(FlowValue(YamlTokenKind.FlowMappingEnd));
        }

        return map;
    }

    private YamlNode FlowValue(YamlTokenKind end)
    {
        if (scanner.Peek().Kind != YamlTokenKind.Value)
        {
            return Empty;
        }
        scanner.Skip();
        YamlTokenKind kind = scanner.Peek().Kind;
        return kind == YamlTokenKind.FlowEntry || kind == end ? Empty : Node(block: false, indentless: false);
    }

    // Passes the comma or the closing bracket and tells whether an entry follows.
    private bool NextInFlow(YamlTokenKind end, string problem, bool first, out YamlTokenKind kind)
    {
        YamlToken token = scanner.Peek();
        if (token.Kind != end && !first)
        {
            if (token.Kind != YamlTokenKind.FlowEntry)
            {
                throw YamlFault.Parser(token.Line, problem);
            }
            scanner.Skip();
            token = scanner.Peek();
        }

        kind = token.Kind;
        if (kind != end)
        {
            return true;
        }
        scanner.Skip();
        return false;
    }
}
