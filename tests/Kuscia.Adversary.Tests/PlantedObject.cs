using System.Text.Json.Nodes;

namespace Kuscia.Adversary.Tests;

/// <summary>Objects that a partner may write into its mailbox and that ask for something outside of it.</summary>
internal static class PlantedObject
{
    private const string Kuscia = "/apis/kuscia.secretflow/v1alpha1/namespaces/bob";
    private const string Prefix = "kuscia.secretflow/";

    private static readonly string[] Targets = ["alice", "carol", "cross-domain", "default", "kube-system", "bob", "nobody"];

    /// <summary>Path and body of each.</summary>
    public static IReadOnlyList<(string Path, string Body)> All => [.. Grants(), .. Data(), .. Jobs(), .. Workloads(), .. Routes()];

    // The grant controller as a deputy: grants and data that name other authors and other grantees.
    private static IEnumerable<(string, string)> Grants() =>
        from author in Targets
        from grantee in Targets
        from data in new[] { "planted", "treasure" }
        select ($"{Kuscia}/domaindatagrants", Body("DomainDataGrant", $"planted-{author}-{grantee}-{data}", author, new JsonObject { ["author"] = author, ["domainDataID"] = data, ["grantDomain"] = grantee }));

    private static IEnumerable<(string, string)> Data() =>
        from author in Targets.Append("planted")
        select ($"{Kuscia}/domaindatas", Body("DomainData", author == "planted" ? "planted" : $"planted-{author}", author, new JsonObject
        {
            ["author"] = author,
            ["name"] = "planted",
            ["type"] = "table",
            ["relativeURI"] = "planted.csv",
            ["dataSource"] = "default-data-source",
        }));

    private static IEnumerable<(string, string)> Jobs() =>
        from initiator in new[] { "alice", "bob", "carol" }
        from entry in new[]
        {
            ("kusciajobs", "KusciaJob", MailboxObject.Job("x", initiator, "alice", "secretflow-image")["spec"]),
            ("kusciatasks", "KusciaTask", new JsonObject
            {
                ["initiator"] = initiator,
                ["taskInputConfig"] = "{}",
                ["parties"] = new JsonArray(new JsonObject { ["domainID"] = "alice", ["appImageRef"] = "secretflow-image" }),
            }),
            ("taskresources", "TaskResource", new JsonObject { ["minReservedPods"] = 1, ["initiator"] = initiator, ["pods"] = new JsonArray(new JsonObject { ["name"] = "x" }) }),
            ("kusciadeployments", "KusciaDeployment", new JsonObject { ["initiator"] = initiator, ["inputConfig"] = "{}", ["parties"] = new JsonArray(new JsonObject { ["domainID"] = "alice", ["appImageRef"] = "secretflow-image" }) }),
        }
        select ($"{Kuscia}/{entry.Item1}", Body(entry.Item2, $"planted-{initiator}", initiator, entry.Item3!.DeepClone().AsObject()));

    private static IEnumerable<(string, string)> Workloads() =>
    [
        ("/api/v1/namespaces/bob/pods", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = "planted" },
            ["spec"] = new JsonObject
            {
                ["nodeName"] = "alice-node",
                ["schedulerName"] = "kuscia-scheduler",
                ["containers"] = new JsonArray(new JsonObject { ["name"] = "x", ["image"] = "kuscia/psi-engine:builtin", ["command"] = new JsonArray("sh", "-c", "true") }),
            },
        }.ToJsonString()),
    ];

    private static IEnumerable<(string, string)> Routes() =>
        from way in new[] { ("alice", "bob"), ("alice", "carol"), ("carol", "alice"), ("bob", "alice") }
        select ($"{Kuscia}/domainroutes", Body("DomainRoute", $"{way.Item1}-{way.Item2}", "bob", new JsonObject
        {
            ["source"] = way.Item1,
            ["destination"] = way.Item2,
            ["authenticationType"] = "None",
            ["endpoint"] = new JsonObject { ["host"] = "127.0.0.1", ["ports"] = new JsonArray(new JsonObject { ["name"] = "http", ["protocol"] = "HTTP", ["port"] = 9 }) },
            ["requestHeadersToAdd"] = new JsonObject { ["Authorization"] = "Bearer x" },
        }));

    private static string Body(string kind, string name, string initiator, JsonObject spec) => new JsonObject
    {
        ["apiVersion"] = MailboxObject.ApiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject { [Prefix + "owner-references"] = "treasure", [Prefix + "domaindata-vendor"] = "grant", [Prefix + "interconn-protocol-type"] = "kuscia", [Prefix + "job-stage"] = "Start" },
            ["annotations"] = new JsonObject
            {
                [Prefix + "initiator"] = initiator,
                [Prefix + "interconn-kuscia-parties"] = "alice_carol",
                [Prefix + "self-cluster-as-initiator"] = "true",
                [Prefix + "initiator-master-domain"] = "carol",
                [Prefix + "job-id"] = "treasure",
                [Prefix + "task-id"] = "treasure",
                [Prefix + "task-alias"] = "only",
            },
        },
        ["spec"] = spec,
    }.ToJsonString();
}
