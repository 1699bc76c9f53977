using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Yaml.Reading;

/// <summary>Makes values of nodes: scalars by YAML 1.1, later duplicates of a key win, merge keys, aliases in full.</summary>
internal sealed class YamlConstructor
{
    private const long MaxAliasedText = 64 * 1024 * 1024;

    private int _aliasDepth;
    private long _nodes;
    private long _aliased;
    private long _aliasedText;

    /// <exception cref="HelmYamlException">A scalar does not fit its tag, a key is a list or map, or the aliases make the document too large.</exception>
    public object? Value(YamlNode node)
    {
        if (StackGuard.IsLow)
        {
            return ValueOnFreshStack(node);
        }
        Count(node);
        return node.Kind switch
        {
            YamlNodeKind.Alias => Alias(node, null),
            YamlNodeKind.Scalar => Scalar(node),
            YamlNodeKind.Sequence => Sequence(node),
            _ => Mapping(node, new YamlMap(node.Children.Count / 2)),
        };
    }

    private object? ValueOnFreshStack(YamlNode node) => StackGuard.OnFreshStack(() => Value(node));

    // The larger the document, the smaller the part of it that aliases may make up; the figures are those of the original.
    private void Count(YamlNode node)
    {
        const double Small = 400_000;
        const double Large = 4_000_000;
        _nodes++;
        if (_aliasDepth == 0)
        {
            return;
        }
        _aliased++;
        _aliasedText += node.Text.Length;
        double allowed = 0.99 - (0.89 * Math.Clamp((_nodes - Small) / (Large - Small), 0, 1));
        if ((_aliased > 100 && _nodes > 1_000 && (double)_aliased / _nodes > allowed) || _aliasedText > MaxAliasedText)
        {
            throw new HelmYamlException("yaml: document contains excessive aliasing");
        }
    }

    private static object? Scalar(YamlNode node) => node.Tag.Length == 0 && !node.IsPlain ? node.Text : YamlScalars.Decode(node.Tag, node.Text);

    private YamlList Sequence(YamlNode node)
    {
        YamlList list = new(node.Children.Count);
        foreach (YamlNode child in node.Children)
        {
            list.Items.Add(Value(child));
        }
        return list;
    }

    private YamlMap Mapping(YamlNode node, YamlMap map)
    {
        for (int i = 0; i < node.Children.Count; i += 2)
        {
            YamlNode name = node.Children[i];
            if (name.IsMergeKey)
            {
                Merge(node.Children[i + 1], map);
                continue;
            }

            object? key = Value(name);
            if (key is YamlMap or YamlList)
            {
                throw new HelmYamlException($"yaml: invalid map key: {JsonModel.ShowKey(key)}");
            }
            map.Set(key, Value(node.Children[i + 1]));
        }

        return map;
    }

    // With a map to merge into, the alias must stand for a map and adds its entries.
    private object? Alias(YamlNode node, YamlMap? into)
    {
        if (node.IsEntered)
        {
            throw new HelmYamlException($"yaml: anchor '{node.Text}' value contains itself");
        }
        YamlNode target = node.Target!; // not null: the composer refuses an alias without one
        node.IsEntered = true;
        _aliasDepth++;
        object? value = into is null ? Value(target) : MergeMap(target, into);
        _aliasDepth--;
        node.IsEntered = false;
        return value;
    }

    // Of a list of maps the first one wins, so the last one is written first.
    private void Merge(YamlNode node, YamlMap into)
    {
        if (node.Kind != YamlNodeKind.Sequence)
        {
            MergeMap(node, into);
            return;
        }

        for (int i = node.Children.Count - 1; i >= 0; i--)
        {
            MergeMap(node.Children[i], into);
        }
    }

    private YamlMap MergeMap(YamlNode node, YamlMap into)
    {
        YamlNode source = node.Kind == YamlNodeKind.Alias ? node.Target! : node; // not null: as above
        if (source.Kind != YamlNodeKind.Mapping)
        {
            throw new HelmYamlException("yaml: map merge requires map or sequence of maps as the value");
        }
        if (StackGuard.IsLow)
        {
            return StackGuard.OnFreshStack(() => MergeMap(node, into));
        }
        Count(node);
        if (node.Kind == YamlNodeKind.Alias)
        {
            Alias(node, into);
        }
        else
        {
            Mapping(node, into);
        }
        return into;
    }
}
