using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Node.Samples;

/// <summary>The two-party PSI job of the guides: alice.csv and bob.csv intersected by id, the result for both.</summary>
internal static class ExamplePsiJob
{
    /// <summary>What the guides' job limits the traffic between its parties to, in KiB/s.</summary>
    public const long GuideBandwidth = 100;

    /// <summary>Id of the result, and with <c>.csv</c> its file, in the guides.</summary>
    public const string GuideOutput = "psi-output";

    /// <summary>The job; <paramref name="bandwidth"/> is in KiB/s, 0 for no limit; <paramref name="output"/> must be new on both sides.</summary>
    public static KusciaJob Create(string name, string initiator, string appImage, long bandwidth, string output = GuideOutput) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = WellKnownNames.CrossDomainNamespace },
        Spec = new KusciaJobSpec
        {
            Initiator = initiator,
            ScheduleMode = "BestEffort",
            MaxParallelism = 2,
            Tasks =
            [
                new KusciaTaskTemplate
                {
                    TaskID = TaskId(name),
                    Alias = "single-psi",
                    Priority = 100,
                    AppImage = appImage,
                    TaskInputConfig = InputConfig(output).ToJsonString(),
                    Parties = [Party("alice", "bob", bandwidth), Party("bob", "alice", bandwidth)],
                },
            ],
        },
    };

    /// <summary>The id of its only task.</summary>
    public static string TaskId(string job) => $"{job}-single-psi";

    private static JobParty Party(string domain, string other, long bandwidth) => new()
    {
        DomainID = domain,
        BandwidthLimits = bandwidth == 0 ? null : [new BandwidthLimit { DestinationID = other, LimitKBps = bandwidth }],
    };

    private static JsonObject InputConfig(string output) => new()
    {
        ["sf_datasource_config"] = new JsonObject { ["bob"] = new JsonObject { ["id"] = "default-data-source" }, ["alice"] = new JsonObject { ["id"] = "default-data-source" } },
        ["sf_cluster_desc"] = new JsonObject
        {
            ["parties"] = Texts("alice", "bob"),
            ["devices"] = new JsonArray(Device("spu", SpuConfig()), Device("heu", HeuConfig())),
            ["ray_fed_config"] = new JsonObject { ["cross_silo_comm_backend"] = "brpc_link" },
        },
        ["sf_node_eval_param"] = EvalParam(),
        ["sf_input_ids"] = Texts("alice-table", "bob-table"),
        ["sf_output_ids"] = Texts(output, output),
        ["sf_output_uris"] = Texts($"{output}.csv", $"{output}.csv"),
    };

    private static JsonObject Device(string kind, JsonObject config) => new()
    {
        ["name"] = kind,
        ["type"] = kind,
        ["parties"] = Texts("alice", "bob"),
        ["config"] = config.ToJsonString(),
    };

    private static JsonObject SpuConfig() => new()
    {
        ["runtime_config"] = new JsonObject { ["protocol"] = "SEMI2K", ["field"] = "FM128" },
        ["link_desc"] = new JsonObject
        {
            ["connect_retry_times"] = 60,
            ["connect_retry_interval_ms"] = 1000,
            ["brpc_channel_protocol"] = "http",
            ["brpc_channel_connection_type"] = "pooled",
            ["recv_timeout_ms"] = 1200000,
            ["http_timeout_ms"] = 1200000,
        },
    };

    private static JsonObject HeuConfig() => new() { ["mode"] = "PHEU", ["schema"] = "paillier", ["key_size"] = 2048 };

    // attr_paths and attrs are parallel lists.
    private static JsonObject EvalParam()
    {
        (string Path, JsonObject Value)[] attributes =
        [
            ("input/input_ds1/keys", new JsonObject { ["is_na"] = false, ["ss"] = Texts("id1") }),
            ("input/input_ds2/keys", new JsonObject { ["is_na"] = false, ["ss"] = Texts("id2") }),
            ("protocol", new JsonObject { ["is_na"] = false, ["s"] = "PROTOCOL_RR22" }),
            ("sort_result", new JsonObject { ["is_na"] = false, ["b"] = true }),
            ("receiver_parties", new JsonObject { ["is_na"] = false, ["ss"] = Texts("alice", "bob") }),
            ("allow_empty_result", new JsonObject { ["is_na"] = true }),
            ("join_type", new JsonObject { ["is_na"] = false, ["s"] = "inner_join" }),
            ("input_ds1_keys_duplicated", new JsonObject { ["is_na"] = false, ["b"] = true }),
            ("input_ds2_keys_duplicated", new JsonObject { ["is_na"] = false, ["b"] = true }),
        ];
        return new JsonObject
        {
            ["domain"] = "data_prep",
            ["name"] = "psi",
            ["version"] = "1.0.0",
            ["attr_paths"] = Texts([.. attributes.Select(a => a.Path)]),
            ["attrs"] = new JsonArray([.. attributes.Select(a => (JsonNode)a.Value)]),
        };
    }

    private static JsonArray Texts(params string[] texts) => new([.. texts.Select(t => (JsonNode)JsonValue.Create(t))]);
}
