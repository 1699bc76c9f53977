using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using KubeFate.Service;

namespace KubeFate.Cli;

/// <summary><c>kubefate chart</c>.</summary>
internal static class ChartCommands
{
    public static Command Create() => new("chart", "List Charts, create, delete and describe a Chart")
    {
        Children =
        [
            new("list", "Show Chart list") { Alias = "ls", Flags = [Commands.Output], Run = ListAsync },
            new("describe", "Describe a chart's detail info") { Flags = [Commands.Output], Run = DescribeAsync },
            new("delete", "Delete a chart") { Alias = "del", Run = call => Commands.DeleteAsync(call, "chart") },
            new("upload", "Upload a chart") { Flags = [new("file", "f", "path of the archive")], Run = UploadAsync },
            new("download", "Download the archive of a chart") { Flags = [new("file", "f", "where to write it")], Required = ["file"], Run = DownloadAsync },
        ],
    };

    private static async Task ListAsync(Invocation call)
    {
        using ApiClient client = call.Client;
        JsonObject answer = await client.CallAsync(HttpMethod.Get, "chart/", null, call.Cancelled);
        Printer.Print(call, answer["data"], () =>
        [
            ["UUID", "NAME", "VERSION", "APPVERSION"],
            .. Printer.Rows(answer).Select(row => (string[])
                [ApiClient.Text(row, "uuid"), ApiClient.Text(row, "name"), ApiClient.Text(row, "version"), ApiClient.Text(row, "app_version")]),
        ]);
    }

    private static async Task DescribeAsync(Invocation call)
    {
        using ApiClient client = call.Client;
        JsonObject row = Printer.Data(await client.CallAsync(HttpMethod.Get, "chart/" + Uri.EscapeDataString(call.Id), null, call.Cancelled));
        Printer.Print(call, row, () =>
        [
            ["UUID", ApiClient.Text(row, "uuid")], ["Name", ApiClient.Text(row, "name")], ["Version", ApiClient.Text(row, "version")],
            ["AppVersion", ApiClient.Text(row, "app_version")], ["Chart", ApiClient.Text(row, "chart")],
        ]);
    }

    private static async Task UploadAsync(Invocation call)
    {
        string file = call.Text("file");
        byte[] archive;
        try
        {
            archive = call.Terminal.Read(file, ChartEndpoint.MaxUpload);
        }
        catch (CliException e) when (e.Message.StartsWith("open ", StringComparison.Ordinal))
        {
            throw new CliException($"error opening file\n{e.Message}");
        }

        using ApiClient client = call.Client;
        using MultipartFormDataContent form = new();
        ByteArrayContent part = new(archive);
        part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(part, "file", Path.GetFileName(file));
        (int status, string text) = await client.SendAsync(HttpMethod.Post, "chart", form, call.Cancelled);
        if (status != 200)
        {
            throw new CliException($"the chart was not taken: {(text.StartsWith('{') ? ApiClient.Text(ApiClient.Parse(text), "error") : text)}");
        }

        await call.Output.WriteLineAsync("Upload file Success");
    }

    private static async Task DownloadAsync(Invocation call)
    {
        using ApiClient client = call.Client;
        (int status, string text) = await client.SendAsync(HttpMethod.Get, $"chart/{Uri.EscapeDataString(call.Id)}/archive", null, call.Cancelled);
        if (status != 200)
        {
            throw new CliException(text.StartsWith('{') ? ApiClient.Text(ApiClient.Parse(text), "error") : text);
        }

        await File.WriteAllBytesAsync(call.Terminal.PathOf(call.Text("file")), Kuscia.Helm.GoValues.GoText.ToBytes(text), call.Cancelled);
    }
}
