using System.Globalization;
using System.Text.Json.Nodes;
using KubeFate.Service;

namespace KubeFate.Cli;

/// <summary>All commands, and what several of them share.</summary>
internal static class Commands
{
    public static readonly Flag Output = new("output", "o", "json or yaml instead of a table", Check: static text => text is "json" or "yaml" ? null : "it is neither json nor yaml");

    public static Command Root() => new("kubefate", "install, watch, upgrade and delete FATE clusters on Kubernetes")
    {
        Flags = [new("config", "", "path of config.yaml; default the one in this folder")],
        Children =
        [
            ChartCommands.Create(), ClusterCommands.Create(), Demo.DemoCommand.Create(), JobCommands.Create(), Namespaces(), ServiceCommand.Create(), SupportBundleCommands.Create(), Users(),
            new("version", "Show kubefate command line and service version") { Run = VersionAsync },
        ],
    };

    public static string? CheckNumber(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : "parse error";

    /// <exception cref="CliException">A name of a status is none of those known.</exception>
    public static void CheckStatuses(IEnumerable<JsonObject> rows, string[] known)
    {
        if (rows.Any(row => row["status"] is not null && !known.Contains(ApiClient.Text(row, "status"))))
        {
            throw new CliException("data can't UnmarshalJSON");
        }
    }

    /// <summary>Some commands name the status beside the error.</summary>
    public static async Task<JsonObject> StrictAsync(Func<Task<JsonObject>> call)
    {
        try
        {
            return await call();
        }
        catch (ApiRefusal e)
        {
            throw new CliException($"resp.StatusCode={e.Status}, error: {e.Message}");
        }
    }

    public static async Task DeleteAsync(Invocation call, string kind)
    {
        using ApiClient client = call.Client;
        JsonObject answer = await client.CallAsync(HttpMethod.Delete, $"{kind}/{Uri.EscapeDataString(call.Id)}", null, call.Cancelled);
        await call.Output.WriteLineAsync(ApiClient.Text(answer, "msg"));
    }

    private static Command Namespaces() => new("namespace", "List namespace")
    {
        Children =
        [
            new("list", "Show namespace list")
            {
                Alias = "ls",
                Flags = [Output],
                Run = static async call =>
                {
                    using ApiClient client = call.Client;
                    JsonObject answer = await client.CallAsync(HttpMethod.Get, "namespace/", null, call.Cancelled);
                    Printer.Print(call, answer["data"], () =>
                    [
                        ["NAME", "STATUS", "AGE"],
                        .. Printer.Rows(answer).Select(row => (string[])[ApiClient.Text(row, "Name"), ApiClient.Text(row, "Status"), ApiClient.Text(row, "Age")]),
                    ]);
                },
            },
        ],
    };

    private static Command Users() => new("user", "List all users and describe a user's info")
    {
        Children =
        [
            new("list", "Show User list")
            {
                Alias = "ls",
                Flags = [Output],
                Run = static async call =>
                {
                    using ApiClient client = call.Client;
                    JsonObject answer = await client.CallAsync(HttpMethod.Get, "user/", null, call.Cancelled);
                    Printer.Print(call, answer["data"], () =>
                    [
                        ["UUID", "USERNAME", "EMAIL", "STATUS"],
                        .. Printer.Rows(answer).Select(row => (string[])
                            [ApiClient.Text(row, "uuid"), ApiClient.Text(row, "username"), ApiClient.Text(row, "email"), ApiClient.Text(row, "userStatus")]),
                    ]);
                },
            },
            new("describe", "Show User info")
            {
                Flags = [Output],
                Run = static async call =>
                {
                    using ApiClient client = call.Client;
                    JsonObject row = Printer.Data(await client.CallAsync(HttpMethod.Get, "user/" + Uri.EscapeDataString(call.Id), null, call.Cancelled));
                    Printer.Print(call, row, () =>
                    [
                        ["UUID", ApiClient.Text(row, "uuid")], ["UserName", ApiClient.Text(row, "username")], ["Email", ApiClient.Text(row, "email")], ["Status", ApiClient.Text(row, "userStatus")],
                    ]);
                },
            },
        ],
    };

    private static async Task VersionAsync(Invocation call)
    {
        await call.Output.WriteAsync($"* kubefate commandLine version={GeneralEndpoint.Version}\r\n");
        using ApiClient client = call.Client;
        try
        {
            (int status, string text) = await client.SendAsync(HttpMethod.Get, "version/", null, call.Cancelled);
            if (status != 200)
            {
                throw new CliException($"resp.StatusCode={status}, error: {text}");
            }

            await call.Output.WriteAsync($"* kubefate service version={ApiClient.Text(ApiClient.Parse(text), "version")}\r\n");
        }
        catch (CliException e)
        {
            throw new CliException($"* kubefate service connection error, {e.Message}");
        }
    }
}
