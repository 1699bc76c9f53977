using System.Text.Json.Nodes;

namespace KubeFate.Cli;

/// <summary><c>kubefate cluster verify</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create() => new("verify", "Test the ways between the modules of a cluster and to its partners") { Flags = [Commands.Output], Run = RunAsync };

    private static async Task RunAsync(Invocation call)
    {
        using ApiClient client = call.Client;
        JsonObject answer = await client.CallAsync(HttpMethod.Get, $"cluster/{Uri.EscapeDataString(call.Id)}/verify", null, call.Cancelled);
        JsonObject[] edges = [.. Printer.Rows(answer)];
        Printer.Print(call, answer["data"], () =>
        [
            ["FROM", "TO", "ADDRESS", "CHECK", "RESULT"],
            .. edges.Select(edge => (string[])
            [
                ApiClient.Text(edge, "from"), ApiClient.Text(edge, "to"), $"{ApiClient.Text(edge, "host")}:{ApiClient.Text(edge, "port")}", ApiClient.Text(edge, "protocol"),
                ApiClient.Text(edge, "ok") == "true" ? "ok" : ApiClient.Text(edge, "fault"),
            ]),
        ]);
        int broken = edges.Count(edge => ApiClient.Text(edge, "ok") != "true");
        if (broken > 0)
        {
            throw new CliException(call.Text("output").Length > 0 ? "" : $"{broken} of {edges.Length} ways are broken");
        }
    }
}
