using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Testing.Nodes;

namespace Kuscia.Psi.Tests.Support;

/// <summary>Builds task configs of the shape the node renders.</summary>
internal sealed class TaskConfig
{
    public string TaskId { get; set; } = "job-single-psi";

    public string[] Keys1 { get; set; } = ["id1"];

    public string[] Keys2 { get; set; } = ["id2"];

    public string[] Receivers { get; set; } = ["alice", "bob"];

    public string Protocol { get; set; } = "PROTOCOL_RR22";

    public string JoinType { get; set; } = "inner_join";

    public bool Sort { get; set; } = true;

    public bool? AllowEmpty { get; set; }

    public bool Repeat1 { get; set; } = true;

    public bool Repeat2 { get; set; } = true;

    public int ConnectMilliseconds { get; set; } = 20_000;

    public int StallMilliseconds { get; set; } = 20_000;

    public int[] Ports { get; set; } = FreePorts.Take(2);

    public string[] Endpoints { get; set; } = ["job-single-psi-0-psi.alice.svc", "job-single-psi-0-psi.bob.svc"];

    public JsonObject ExtraAttributes { get; set; } = [];

    /// <summary>The file of party 0 (alice) or 1 (bob).</summary>
    public string Text(int self)
    {
        JsonObject config = new()
        {
            ["task_id"] = TaskId,
            ["task_input_config"] = Input().ToJsonString(),
            ["task_cluster_def"] = Cluster(self).ToJsonString(),
            ["task_progress_url"] = $"http://reporter.master.svc/report/progress?task_id={TaskId}",
            ["allocated_ports"] = AllocatedPorts(self).ToJsonString(),
        };
        return config.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    public JsonObject Input() => new()
    {
        ["sf_datasource_config"] = new JsonObject { ["alice"] = DataSource(), ["bob"] = DataSource() },
        ["sf_cluster_desc"] = new JsonObject
        {
            ["parties"] = Strings("alice", "bob"),
            ["devices"] = new JsonArray(new JsonObject
            {
                ["name"] = "spu",
                ["type"] = "spu",
                ["parties"] = Strings("alice", "bob"),
                ["config"] = Link().ToJsonString(),
            }),
            ["ray_fed_config"] = new JsonObject { ["cross_silo_comm_backend"] = "brpc_link" },
        },
        ["sf_node_eval_param"] = Component(),
        ["sf_input_ids"] = Strings("alice-table", "bob-table"),
        ["sf_output_ids"] = Strings("psi-output", "psi-output"),
        ["sf_output_uris"] = Strings("psi-output.csv", "psi-output.csv"),
    };

    private JsonObject Component()
    {
        JsonObject attributes = new()
        {
            ["input/input_ds1/keys"] = new JsonObject { ["is_na"] = false, ["ss"] = Strings(Keys1) },
            ["input/input_ds2/keys"] = new JsonObject { ["is_na"] = false, ["ss"] = Strings(Keys2) },
            ["protocol"] = new JsonObject { ["is_na"] = false, ["s"] = Protocol },
            ["sort_result"] = new JsonObject { ["is_na"] = false, ["b"] = Sort },
            ["receiver_parties"] = new JsonObject { ["is_na"] = false, ["ss"] = Strings(Receivers) },
            ["allow_empty_result"] = AllowEmpty is { } allow ? new JsonObject { ["b"] = allow } : new JsonObject { ["is_na"] = true },
            ["join_type"] = new JsonObject { ["is_na"] = false, ["s"] = JoinType },
            ["input_ds1_keys_duplicated"] = new JsonObject { ["is_na"] = false, ["b"] = Repeat1 },
            ["input_ds2_keys_duplicated"] = new JsonObject { ["is_na"] = false, ["b"] = Repeat2 },
        };
        foreach ((string name, JsonNode? value) in ExtraAttributes)
        {
            attributes[name] = value?.DeepClone();
        }

        return new JsonObject
        {
            ["domain"] = "data_prep",
            ["name"] = "psi",
            ["version"] = "1.0.0",
            ["attr_paths"] = Strings([.. attributes.Select(a => a.Key)]),
            ["attrs"] = new JsonArray([.. attributes.Select(a => a.Value?.DeepClone())]),
        };
    }

    private JsonObject Link() => new()
    {
        ["runtime_config"] = new JsonObject { ["protocol"] = "SEMI2K", ["field"] = "FM128" },
        ["link_desc"] = new JsonObject
        {
            ["connect_retry_times"] = ConnectMilliseconds / 100,
            ["connect_retry_interval_ms"] = 100,
            ["recv_timeout_ms"] = StallMilliseconds,
        },
    };

    private JsonObject Cluster(int self) => new()
    {
        ["parties"] = new JsonArray(Party("alice", 0), Party("bob", 1)),
        ["selfPartyIdx"] = self,
        ["selfEndpointIdx"] = 0,
    };

    private JsonObject Party(string name, int index) => new()
    {
        ["name"] = name,
        ["role"] = string.Empty,
        ["services"] = new JsonArray(
            new JsonObject { ["portName"] = "spu", ["endpoints"] = Strings($"unused-spu.{name}.svc") },
            new JsonObject { ["portName"] = "psi", ["endpoints"] = Strings(Endpoints[index]) }),
    };

    private JsonObject AllocatedPorts(int self) => new()
    {
        ["ports"] = new JsonArray(
            new JsonObject { ["name"] = "spu", ["port"] = 1, ["scope"] = "Cluster", ["protocol"] = "GRPC" },
            new JsonObject { ["name"] = "psi", ["port"] = Ports[self], ["scope"] = "Cluster", ["protocol"] = "HTTP" },
            new JsonObject { ["name"] = "local", ["port"] = 2, ["scope"] = "Local", ["protocol"] = "GRPC" }),
    };

    private static JsonObject DataSource() => new() { ["id"] = "default-data-source" };

    private static JsonArray Strings(params string[] values) => new([.. values.Select(v => JsonValue.Create(v))]);
}
