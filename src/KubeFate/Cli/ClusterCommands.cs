using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace KubeFate.Cli;

/// <summary><c>kubefate cluster</c>.</summary>
internal static class ClusterCommands
{
    private static readonly string[] Statuses = ["Pending", "Creating", "Deleting", "Updating", "Running", "Unavailable", "Deleted", "Rollback", "Failed", "Unknown"];

    // The service takes 16 MiB of JSON, in which the file is base64.
    private const long MaxFile = 8L << 20;

    private static readonly Flag File = new("file", "f", "path of cluster.yaml");

    public static Command Create() => new("cluster", "Manage Cluster install, delete and update")
    {
        Children =
        [
            new("list", "Show Cluster list") { Alias = "ls", Flags = [new("all", "A", "deleted clusters as well", true, "false"), Commands.Output], Run = ListAsync },
            new("describe", "Describe a Cluster's detail info") { Flags = [Commands.Output], Run = DescribeAsync },
            new("delete", "Delete a cluster") { Alias = "del", Run = async call => await SubmitAsync(call, HttpMethod.Delete, "cluster/" + Uri.EscapeDataString(call.Id), null) },
            new("install", "Install a new Cluster")
            {
                Flags = [File, new("cover", "", "replace an installation of the same name", true, "false"), .. Modes], Required = ["file"], Run = InstallAsync,
            },
            new("update", "Update a Cluster")
            {
                Flags = [File, new("keepUpgradeJob", "", "keep the job that migrates the database", true, "false"), .. Modes], Required = ["file"], Run = UpdateAsync,
            },
            ClusterLogs.Create(),
        ],
    };

    private static readonly Flag[] Modes =
        [new("dry-run", "", "show what would change in the manifests, and change nothing", true, "false"), new("wait", "w", "stay until the job is over", true, "false")];

    private static async Task ListAsync(Invocation call)
    {
        using ApiClient client = call.Client;
        JsonObject answer = await client.CallAsync(HttpMethod.Get, call.Flag("all") ? "cluster/?all=true&" : "cluster/", null, call.Cancelled);
        Commands.CheckStatuses(Printer.Rows(answer), Statuses);
        Printer.Print(call, answer["data"], () =>
        [
            ["UUID", "NAME", "NAMESPACE", "REVISION", "STATUS", "CHART", "ChartVERSION", "AGE"],
            .. Printer.Rows(answer).Select(row => (string[])
            [
                ApiClient.Text(row, "uuid"), ApiClient.Text(row, "name"), ApiClient.Text(row, "namespaces"), ApiClient.Text(row, "revision"), ApiClient.Text(row, "status"),
                ApiClient.Text(row, "chart_name"), ApiClient.Text(row, "chart_version"), Printer.Took(call, row, "CreatedAt", ""),
            ]),
        ]);
    }

    private static async Task DescribeAsync(Invocation call)
    {
        using ApiClient client = call.Client;
        JsonObject row = Printer.Data(await client.CallAsync(HttpMethod.Get, "cluster/" + Uri.EscapeDataString(call.Id), null, call.Cancelled));
        Printer.Print(call, row, () =>
        [
            ["UUID", ApiClient.Text(row, "uuid")], ["Name", ApiClient.Text(row, "name")], ["NameSpace", ApiClient.Text(row, "namespaces")], ["ChartName", ApiClient.Text(row, "chart_name")],
            ["ChartVersion", ApiClient.Text(row, "chart_version")], ["Revision", ApiClient.Text(row, "revision")], ["Age", Printer.Took(call, row, "CreatedAt", "")],
            ["Status", ApiClient.Text(row, "status")], ["Spec", Printer.Yaml(row["Spec"] ?? new JsonObject())], ["Info", Printer.Yaml(row["Info"] ?? new JsonObject())],
        ], wraps: true);
    }

    private static async Task InstallAsync(Invocation call)
    {
        JsonObject body = Body(call, update: false);
        using ApiClient client = call.Client;
        string chart = ApiClient.Text(body, "chart_name"), version = ApiClient.Text(body, "chart_version");
        if (HasExample(version))
        {
            await LintAsync(call, client, $"chart/valueTemplateExample/{Uri.EscapeDataString(chart)}/{Uri.EscapeDataString(version)}");
        }

        await SubmitAsync(call, HttpMethod.Post, "cluster", body);
    }

    private static async Task LintAsync(Invocation call, ApiClient client, string path)
    {
        try
        {
            JsonObject answer = await client.CallAsync(HttpMethod.Get, path, null, call.Cancelled);
            string text = GoText.FromBytes(call.Terminal.Read(call.Text("file"), MaxFile));
            foreach (string finding in ClusterLint.Findings(text, HelmYaml.ParseMap(text), ApiClient.Text(answer, "data")))
            {
                await call.Output.WriteLineAsync("Config Warning: " + finding);
            }
        }
        catch (ApiRefusal e)
        {
            // The installation may succeed all the same, for the service knows more places to look for the chart.
            await call.Output.WriteLineAsync(e.Message);
        }
    }

    private static Task UpdateAsync(Invocation call) => SubmitAsync(call, HttpMethod.Put, "cluster", Body(call, update: true));

    private static bool HasExample(string version)
    {
        string[] parts = version.TrimStart('v').Split('.');
        return parts.Length >= 2 && int.TryParse(parts[0], out int major) && int.TryParse(parts[1], out int minor) && (major, minor).CompareTo((1, 9)) >= 0;
    }

    private static async Task SubmitAsync(Invocation call, HttpMethod method, string path, JsonObject? body)
    {
        using ApiClient client = call.Client;
        if (call.Flag("dry-run"))
        {
            JsonObject plan = Printer.Data(await client.CallAsync(HttpMethod.Post, "plan", body, call.Cancelled));
            await call.Output.WriteAsync(ManifestDiff.Write(ApiClient.Text(plan, "before"), ApiClient.Text(plan, "after")));
            return;
        }

        JsonObject job = Printer.Data(await client.CallAsync(method, path, body, call.Cancelled));
        await call.Output.WriteAsync($"create job Success, job id={ApiClient.Text(job, "uuid")}\r\n");
        if (call.Flag("wait"))
        {
            await JobCommands.FollowAsync(call, client, ApiClient.Text(job, "uuid"));
        }
    }

    private static JsonObject Body(Invocation call, bool update)
    {
        string text = GoText.FromBytes(call.Terminal.Read(call.Text("file"), MaxFile));
        ValueMap cluster;
        try
        {
            cluster = HelmYaml.ParseMap(text);
        }
        catch (HelmYamlException e)
        {
            throw new CliException(e.Message);
        }

        string name = Required(cluster, "name", "name not found, check your Cluster file", emptyToo: false);
        string ns = Required(cluster, "namespace", "namespace not found, check your Cluster file", emptyToo: false);
        string file = update ? "Cluster file" : "cluster.yaml file";
        string version = Required(cluster, "chartVersion", $"chartVersion not found, check your {file}", emptyToo: true);
        string chart = Required(cluster, "chartName", $"chartName not found, check your {file}", emptyToo: true);
        return new JsonObject
        {
            ["name"] = name,
            ["namespace"] = ns,
            ["chart_name"] = chart,
            ["chart_version"] = version,
            ["cover"] = call.Flag("cover"),
            ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(HelmYaml.YamlToJson(text))),
            ["Keep_upgrade_job"] = call.Flag("keepUpgradeJob"),
        };
    }

    private static string Required(ValueMap cluster, string key, string missing, bool emptyToo)
    {
        if (!cluster.TryGetValue(key, out object? value) || (emptyToo && value is ""))
        {
            throw new CliException(missing);
        }

        return value as string ?? throw new CliException($"{key}: {(value is null ? "nothing is given" : HelmYaml.ToJson(value))}, and text is needed; put quotes around the value");
    }
}
