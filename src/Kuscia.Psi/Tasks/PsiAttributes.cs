namespace Kuscia.Psi.Tasks;

/// <summary>Reads the attributes of component data_prep/psi 1.0.0; what this engine does not do is refused by name.</summary>
internal static class PsiAttributes
{
    private static readonly string[] Protocols = ["PROTOCOL_RR22", "PROTOCOL_KKRT", "PROTOCOL_ECDH"];

    /// <summary>Reads sf_node_eval_param.</summary>
    public static PsiParameters Read(ConfigNode node)
    {
        CheckComponent(node);
        Dictionary<string, ConfigNode> attributes = Pair(node);
        PsiParameters parameters = new()
        {
            Keys = [Keys(attributes, node, "input/input_ds1/keys"), Keys(attributes, node, "input/input_ds2/keys")],
            Protocol = attributes.ContainsKey("protocol") ? Choice(attributes, "protocol", Protocols) : string.Empty,
            SortResult = Flag(attributes, "sort_result", true),
            Receivers = Receivers(attributes),
            AllowEmptyResult = Flag(attributes, "allow_empty_result", false),
            KeysMayRepeat = [Flag(attributes, "input_ds1_keys_duplicated", true), Flag(attributes, "input_ds2_keys_duplicated", true)],
        };
        _ = Choice(attributes, "join_type", ["inner_join"]);
        _ = Choice(attributes, "protocol/PROTOCOL_ECDH", ["CURVE_25519"]);
        if (attributes.Count > 0)
        {
            throw node.Fault($"has attributes this engine does not support: {string.Join(", ", attributes.Keys)}; leave them out or set is_na");
        }

        return parameters.Keys[0].Count == parameters.Keys[1].Count
            ? parameters
            : throw node.Fault($"names {parameters.Keys[0].Count} key columns for the first input and {parameters.Keys[1].Count} for the second; the numbers must be equal");
    }

    private static void CheckComponent(ConfigNode node)
    {
        string component = $"{node["domain"].Text()}/{node["name"].Text()}:{node["version"].Text()}";
        if (component is not "data_prep/psi:1.0.0")
        {
            throw node.Fault($"asks for component {component}; the built-in engine runs data_prep/psi:1.0.0 only");
        }
    }

    /// <summary>Pairs paths with values; values marked is_na are as good as absent.</summary>
    private static Dictionary<string, ConfigNode> Pair(ConfigNode node)
    {
        IReadOnlyList<string> paths = node["attr_paths", "attrPaths"].Texts();
        IReadOnlyList<ConfigNode> values = node["attrs"].Items();
        if (paths.Count != values.Count)
        {
            throw node.Fault($"has {paths.Count} attr_paths but {values.Count} attrs");
        }

        Dictionary<string, ConfigNode> attributes = [];
        for (int i = 0; i < paths.Count; i++)
        {
            if (values[i]["is_na", "isNa"].Flag(false))
            {
                continue;
            }

            if (!attributes.TryAdd(paths[i], values[i]))
            {
                throw node.Fault($"names attribute {paths[i]} twice");
            }
        }

        return attributes;
    }

    private static IReadOnlyList<string> Keys(Dictionary<string, ConfigNode> attributes, ConfigNode node, string path)
    {
        IReadOnlyList<string> keys = attributes.Remove(path, out ConfigNode value) ? value["ss"].Texts() : [];
        if (keys.Count == 0)
        {
            throw node.Fault($"needs attribute {path} with at least one column name in ss");
        }

        return keys.Distinct().Count() == keys.Count ? keys : throw value.Fault($"names a key column twice in {path}");
    }

    private static string Choice(Dictionary<string, ConfigNode> attributes, string path, string[] allowed)
    {
        if (!attributes.Remove(path, out ConfigNode value))
        {
            return allowed[0];
        }

        string text = value["s"].Text();
        return allowed.Contains(text)
            ? text
            : throw value.Fault($"sets {path} to {text}, which this engine does not support; supported: {string.Join(", ", allowed)}");
    }

    private static bool Flag(Dictionary<string, ConfigNode> attributes, string path, bool missing) =>
        attributes.Remove(path, out ConfigNode value) ? value["b"].Flag(missing: false) : missing;

    private static IReadOnlyList<string> Receivers(Dictionary<string, ConfigNode> attributes)
    {
        if (!attributes.Remove("receiver_parties", out ConfigNode value))
        {
            return [];
        }

        IReadOnlyList<string> parties = value["ss"].Texts();
        return parties.Distinct().Count() == parties.Count ? parties : throw value.Fault("names a receiver party twice");
    }
}
