using System.Text.Json.Nodes;

namespace KubeFate.Cli;

/// <summary><c>kubefate job</c>.</summary>
internal static class JobCommands
{
    private static readonly string[] Statuses = ["Pending", "Running", "Success", "Failed", "Rollback", "Timeout", "Stopping", "Canceled"];
    private static readonly Flag Uuid = new("uuid", "", "taken and not used; give the id without a flag");

    public static Command Create() => new("job", "List jobs, describe and delete a job")
    {
        Children =
        [
            new("list", "Show job list") { Alias = "ls", Flags = [Commands.Output], Run = ListAsync },
            new("describe", "Show a job's details") { Flags = [Uuid, Commands.Output, new("watch", "w", "stay until the job is over", true, "false")], Run = DescribeAsync },
            new("stop", "Stop a job") { Flags = [Uuid], Run = StopAsync },
            new("delete", "Delete a job") { Alias = "del", Run = call => Commands.DeleteAsync(call, "job") },
        ],
    };

    /// <summary>Shows each new event and reason of a job until it is over.</summary>
    /// <exception cref="CliException">It did not succeed.</exception>
    public static async Task FollowAsync(Invocation call, ApiClient client, string id)
    {
        HashSet<string> shown = new(StringComparer.Ordinal);
        while (true)
        {
            JsonObject job = Printer.Data(await client.CallAsync(HttpMethod.Get, "job/" + Uri.EscapeDataString(id), null, call.Cancelled));
            IEnumerable<string> texts = Texts(job["states"]).Where(text => !text.StartsWith("checkout Cluster status [", StringComparison.Ordinal)).Concat(Texts(job["reasons"]));
            foreach (string text in texts.Where(shown.Add))
            {
                await call.Output.WriteLineAsync(text);
            }

            string status = ApiClient.Text(job, "status");
            if (status is "Success" or "Failed" or "Rollback" or "Timeout" or "Canceled")
            {
                await call.Output.WriteLineAsync($"job {status}");
                if (status != "Success")
                {
                    throw new CliException("");
                }

                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), call.Terminal.Clock, call.Cancelled);
        }
    }

    private static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray ?? []).Select(item => item?.ToString() ?? "");

    private static async Task ListAsync(Invocation call)
    {
        using ApiClient client = call.Client;
        JsonObject answer = await client.CallAsync(HttpMethod.Get, "job/", null, call.Cancelled);
        Commands.CheckStatuses(Printer.Rows(answer), Statuses);
        Printer.Print(call, answer["data"], () =>
        [
            ["UUID", "CREATOR", "METHOD", "STATUS", "STARTTIME", "CLUSTERID", "AGE"],
            .. Printer.Rows(answer).Select(row => (string[])
            [
                ApiClient.Text(row, "uuid"), ApiClient.Text(row, "creator"), ApiClient.Text(row, "method"), ApiClient.Text(row, "status"),
                Printer.Time(row, "start_time"), ApiClient.Text(row, "cluster_id"), Printer.Took(call, row, "start_time", "end_time"),
            ]),
        ]);
    }

    private static async Task DescribeAsync(Invocation call)
    {
        using ApiClient client = call.Client;
        string id = call.Id;
        if (call.Flag("watch"))
        {
            await FollowAsync(call, client, id);
            return;
        }

        JsonObject row = Printer.Data(await client.CallAsync(HttpMethod.Get, "job/" + Uri.EscapeDataString(id), null, call.Cancelled));
        Printer.Print(call, row, () => Rows(call, row));
    }

    private static IEnumerable<string[]> Rows(Invocation call, JsonObject row)
    {
        yield return ["UUID", ApiClient.Text(row, "uuid")];
        yield return ["StartTime", Printer.Time(row, "start_time")];
        yield return ["EndTime", Printer.Time(row, "end_time")];
        yield return ["Duration", Printer.Took(call, row, "start_time", "end_time")];
        yield return ["Status", ApiClient.Text(row, "status")];
        yield return ["Creator", ApiClient.Text(row, "creator")];
        yield return ["ClusterId", ApiClient.Text(row, "cluster_id")];
        yield return ["States", Printer.Yaml(row["states"] ?? new JsonArray())];
        string label = "SubJobs";
        foreach ((_, JsonNode? sub) in (row["sub_jobs"] as JsonObject ?? []).OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            yield return
            [
                label,
                $"{ApiClient.Text(sub, "ModuleName"),-20} ModuleStatus: {ApiClient.Text(sub, "ModulesStatus")}, SubJobStatus: {ApiClient.Text(sub, "Status")}, " +
                $"Duration: {Printer.Took(call, sub, "StartTime", "EndTime"),6}, StartTime: {Printer.Time(sub, "StartTime")}, EndTime: {Printer.Time(sub, "EndTime")}",
            ];
            label = "";
        }

        label = "Reasons";
        foreach (string reason in Texts(row["reasons"]))
        {
            yield return [label, reason];
            label = "";
        }
    }

    private static async Task StopAsync(Invocation call)
    {
        using ApiClient client = call.Client;
        JsonObject answer = await Commands.StrictAsync(() => client.CallAsync(HttpMethod.Put, $"job/{Uri.EscapeDataString(call.Id)}?jobStatus=stop", null, call.Cancelled));
        await call.Output.WriteLineAsync(ApiClient.Text(answer, "data"));
    }
}
