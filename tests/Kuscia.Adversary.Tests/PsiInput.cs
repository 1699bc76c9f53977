using System.Text.Json.Nodes;

namespace Kuscia.Adversary.Tests;

/// <summary>The input of the built-in PSI engine for alice and bob.</summary>
internal static class PsiInput
{
    public static string Config(string input, string output, string uri) => new JsonObject
    {
        ["sf_datasource_config"] = new JsonObject { ["bob"] = new JsonObject { ["id"] = "default-data-source" }, ["alice"] = new JsonObject { ["id"] = "default-data-source" } },
        ["sf_cluster_desc"] = new JsonObject { ["parties"] = new JsonArray("alice", "bob"), ["devices"] = new JsonArray(), ["ray_fed_config"] = new JsonObject { ["cross_silo_comm_backend"] = "brpc_link" } },
        ["sf_node_eval_param"] = new JsonObject
        {
            ["domain"] = "data_prep",
            ["name"] = "psi",
            ["version"] = "1.0.0",
            ["attr_paths"] = new JsonArray("input/input_ds1/keys", "input/input_ds2/keys", "protocol", "receiver_parties"),
            ["attrs"] = new JsonArray(
                new JsonObject { ["is_na"] = false, ["ss"] = new JsonArray("id") }, new JsonObject { ["is_na"] = false, ["ss"] = new JsonArray("id") },
                new JsonObject { ["is_na"] = false, ["s"] = "PROTOCOL_RR22" }, new JsonObject { ["is_na"] = false, ["ss"] = new JsonArray("alice", "bob") }),
        },
        ["sf_input_ids"] = new JsonArray(input, "bob-table"),
        ["sf_output_ids"] = new JsonArray(output, output),
        ["sf_output_uris"] = new JsonArray(uri, uri),
    }.ToJsonString();
}
