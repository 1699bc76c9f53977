using System.Text.Json.Nodes;
using Kuscia.Psi.Tasks;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Tasks;

public sealed class TaskConfigReaderTests
{
    [Fact]
    public void The_example_job_of_the_guides_is_read()
    {
        TaskModel bob = TaskConfigReader.Parse(new TaskConfig { Ports = [23456, 23457] }.Text(1));

        Assert.Equal(("job-single-psi", "bob", "alice"), (bob.TaskId, bob.Self, bob.Peer));
        Assert.Equal((23457, "job-single-psi-0-psi.alice.svc"), (bob.ListenPort, bob.PeerEndpoint));
        Assert.Equal(["id2"], bob.Parameters.Keys[1]);
        Assert.True(bob.SelfReceives && bob.PeerReceives && bob.Parameters.SortResult);
        Assert.False(bob.Parameters.AllowEmptyResult);
        Assert.Equal(("psi-output", "psi-output.csv", "default-data-source"), (bob.OutputId, bob.OutputUri, bob.DataSourceId));
    }

    [Fact]
    public void Time_outs_come_from_the_link_settings_within_limits()
    {
        TaskModel asked = TaskConfigReader.Parse(new TaskConfig { ConnectMilliseconds = 7000, StallMilliseconds = 9000 }.Text(0));
        TaskModel capped = TaskConfigReader.Parse(new TaskConfig { ConnectMilliseconds = 9_000_000, StallMilliseconds = 1_200_000 }.Text(0));

        Assert.Equal((7, 9), (asked.ConnectTimeout.TotalSeconds, asked.StallTimeout.TotalSeconds));
        Assert.Equal((300, 60), (capped.ConnectTimeout.TotalSeconds, capped.StallTimeout.TotalSeconds));
    }

    [Fact]
    public void Absent_attributes_take_the_component_defaults()
    {
        JsonObject config = Config();
        Change(config, input => input["sf_node_eval_param"] = new JsonObject
        {
            ["domain"] = "data_prep",
            ["name"] = "psi",
            ["version"] = "1.0.0",
            ["attr_paths"] = new JsonArray("input/input_ds1/keys", "input/input_ds2/keys"),
            ["attrs"] = new JsonArray(
                new JsonObject { ["ss"] = new JsonArray("a", "b") }, new JsonObject { ["ss"] = new JsonArray("c", "d") }),
        });

        PsiParameters parameters = TaskConfigReader.Parse(config.ToJsonString()).Parameters;

        Assert.Equal((string.Empty, true, false), (parameters.Protocol, parameters.SortResult, parameters.AllowEmptyResult));
        Assert.Equal([true, true], parameters.KeysMayRepeat);
        Assert.True(parameters.Receives("alice") && parameters.Receives("bob"));
    }

    [Theory]
    [InlineData("spu", "psi", 2)]
    [InlineData("fed", "spu", 2)]
    [InlineData("fed", "other", 1)]
    public void The_own_port_is_psi_or_else_spu_or_else_the_first_of_the_cluster(string first, string second, int expected)
    {
        JsonObject config = Config();
        config["allocated_ports"] = new JsonObject
        {
            ["ports"] = new JsonArray(Port("local", 9, "Local"), Port(first, 1, "Cluster"), Port(second, 2, "Cluster")),
        }.ToJsonString();
        JsonNode cluster = JsonNode.Parse((string)config["task_cluster_def"]!)!; // written by TaskConfig
        cluster["parties"]![1]!["services"] = new JsonArray( // two parties, written by TaskConfig
            new JsonObject { ["portName"] = first, ["endpoints"] = new JsonArray("1.bob.svc") },
            new JsonObject { ["portName"] = second, ["endpoints"] = new JsonArray("2.bob.svc") });
        config["task_cluster_def"] = cluster.ToJsonString();

        TaskModel task = TaskConfigReader.Parse(config.ToJsonString());

        Assert.Equal((expected, $"{expected}.bob.svc"), (task.ListenPort, task.PeerEndpoint));
    }

    [Fact]
    public void Values_the_engine_does_not_support_are_refused_by_name()
    {
        Refused(new TaskConfig { JoinType = "left_join" }, "join_type to left_join", "inner_join");
        Refused(new TaskConfig { Protocol = "PROTOCOL_X" }, "protocol to PROTOCOL_X", "PROTOCOL_ECDH");
        Refused(new TaskConfig { Receivers = ["carol"] }, "receiver party carol", "alice");
        Refused(new TaskConfig { Keys1 = ["a", "b"] }, "2 key columns", "1 for the second");
        Refused(new TaskConfig { Keys1 = ["a", "a"], Keys2 = ["b", "c"] }, "key column twice", "input_ds1");
        Refused(new TaskConfig { Keys1 = [] }, "input/input_ds1/keys", "at least one");
        Refused(new TaskConfig { Endpoints = ["a.alice.svc/x", "b.bob.svc"] }, "a.alice.svc/x", "host name", party: 1);
        TaskConfig extra = new();
        extra.ExtraAttributes["fill_na"] = new JsonObject { ["s"] = "x" };
        Refused(extra, "fill_na", "does not support");
    }

    [Fact]
    public void Attributes_marked_not_available_are_not_looked_at()
    {
        TaskConfig config = new();
        config.ExtraAttributes["fill_na"] = new JsonObject { ["is_na"] = true };

        Assert.Equal("alice", TaskConfigReader.Parse(config.Text(0)).Self);
    }

    [Theory]
    [InlineData("task_id", "task config.task_id is missing")]
    [InlineData("task_cluster_def", "task config.task_cluster_def is missing")]
    [InlineData("allocated_ports", "task config.allocated_ports is missing")]
    public void What_is_missing_is_named_by_its_path(string member, string expected)
    {
        JsonObject config = Config();
        _ = config.Remove(member);

        PsiException e = Assert.Throws<PsiException>(() => TaskConfigReader.Parse(config.ToJsonString()));

        Assert.Equal((ExitCode.Configuration, expected), (e.Code, e.Message.Split(" or ")[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"task_id\":")]
    [InlineData("{\"task_id\":\"t\",\"task_input_config\":\"{{.TASK_INPUT_CONFIG}}\"}")]
    public void Text_that_is_no_task_config_is_a_configuration_error(string text)
    {
        PsiException e = Assert.Throws<PsiException>(() => TaskConfigReader.Parse(text));

        Assert.Equal(ExitCode.Configuration, e.Code);
    }

    [Fact]
    public void Another_component_is_refused_by_name()
    {
        JsonObject config = Config();
        Change(config, input => input["sf_node_eval_param"]!["name"] = "union"); // written by TaskConfig

        PsiException e = Assert.Throws<PsiException>(() => TaskConfigReader.Parse(config.ToJsonString()));

        Assert.Contains("data_prep/union:1.0.0", e.Message, StringComparison.Ordinal);
    }

    private static void Refused(TaskConfig config, string value, string cure, int party = 0)
    {
        PsiException e = Assert.Throws<PsiException>(() => TaskConfigReader.Parse(config.Text(party == 0 ? 0 : 1)));

        Assert.Equal(ExitCode.Configuration, e.Code);
        Assert.Contains(value, e.Message, StringComparison.Ordinal);
        Assert.Contains(cure, e.Message, StringComparison.Ordinal);
    }

    private static JsonObject Config() => (JsonObject)JsonNode.Parse(new TaskConfig().Text(0))!; // written by TaskConfig

    private static void Change(JsonObject config, Action<JsonNode> change)
    {
        JsonNode input = JsonNode.Parse((string)config["task_input_config"]!)!; // written by TaskConfig
        change(input);
        config["task_input_config"] = input.ToJsonString();
    }

    private static JsonObject Port(string name, int port, string scope) => new() { ["name"] = name, ["port"] = port, ["scope"] = scope };
}
