using Kuscia.Helm.GoValues;

namespace KubeFate.Cli;

/// <summary>Which modules of the chart <c>fate</c> belong together. FATE 1 lets partners in by the module rollsite, FATE 2 by osx.</summary>
internal static class FateRules
{
    private static readonly string[] Common = ["mysql", "python", "fateboard", "client"];
    private static readonly string[][] Eggroll = [["rollsite", "osx"], ["clustermanager"], ["nodemanager"]];

    private static readonly (string Module, string Part, string[] Values)[] Partners =
    [
        ("spark", "computing", ["Spark"]), ("hdfs", "storage", ["HDFS"]), ("nginx", "computing", ["Spark", "Spark_local"]),
        ("pulsar", "federation", ["Pulsar"]), ("rabbitmq", "federation", ["RabbitMQ"]),
    ];

    private static readonly (string Part, string Value, string[][] Modules)[] Needs =
    [
        ("computing", "Eggroll", Eggroll), ("computing", "Spark", [["spark"], ["nginx"]]), ("computing", "Spark_local", [["nginx"]]),
        ("federation", "Eggroll", Eggroll), ("federation", "Pulsar", [["pulsar"]]), ("federation", "RabbitMQ", [["rabbitmq"]]), ("federation", "OSX", [["osx"]]),
        ("storage", "Eggroll", Eggroll), ("storage", "HDFS", [["hdfs"]]), ("storage", "LocalFS", []),
    ];

    /// <summary>What does not fit together; nothing for other charts.</summary>
    public static IEnumerable<string> Findings(ValueMap cluster)
    {
        if (cluster["chartName"] is not "fate")
        {
            yield break;
        }

        if (cluster["modules"] is not List<object?> list)
        {
            yield return "the modules in your yaml is not valid";
            yield break;
        }

        HashSet<string> modules = [.. list.OfType<string>()];
        foreach (string module in Common.Where(module => !modules.Contains(module)))
        {
            yield return $"common module {module} not enabled";
        }

        foreach ((string module, string part, string[] values) in Partners)
        {
            if (modules.Contains(module) && !values.Contains(cluster[part]))
            {
                yield return $"module {module} shall work with {part} {string.Join(" or ", values)}";
            }
        }

        foreach (string finding in PartFindings(cluster, modules))
        {
            yield return finding;
        }
    }

    private static IEnumerable<string> PartFindings(ValueMap cluster, HashSet<string> modules)
    {
        foreach (string part in (string[])["computing", "federation", "storage"])
        {
            if (cluster[part] is not string value)
            {
                yield return $"{part} error, not found";
                continue;
            }

            string[][]? needed = Needs.FirstOrDefault(need => need.Part == part && need.Value == value).Modules;
            if (needed is null)
            {
                yield return $"{part} module {value} is not supported";
                continue;
            }

            foreach (string[] choice in needed.Where(choice => !choice.Any(modules.Contains)))
            {
                yield return $"{part} {value} needs the module {string.Join(" or ", choice)}";
            }
        }
    }
}
