using System.Text.Json.Nodes;
using KubeFate.Charts;
using Kuscia.Helm.Charts;
using Microsoft.AspNetCore.Http;

namespace KubeFate.Service;

/// <summary><c>/v1/chart</c>.</summary>
internal sealed class ChartEndpoint(ChartCatalog charts)
{
    /// <summary>Largest upload in bytes.</summary>
    public const long MaxUpload = 64L << 20;

    public IEnumerable<Route> Routes() =>
    [
        new("POST", "/v1/chart", false, UploadAsync),
        new("GET", "/v1/chart/", false, async call => await call.Context.DoneAsync("getChartList Success", Answers.List(await charts.Table.ListAsync(call.Aborted), chart => chart.ToJson()))),
        new("GET", "/v1/chart/:id", false, async call => await call.Context.DoneAsync("getChart Success", (await FindAsync(call)).ToJson())),
        new("DELETE", "/v1/chart/:id", false, DeleteAsync),
        new("GET", "/v1/chart/:id/archive", false, DownloadAsync),
        new("GET", "/v1/chart/valueTemplateExample/:name/:version", false, ExampleAsync),
    ];

    private async Task UploadAsync(Call call)
    {
        byte[] archive;
        try
        {
            IFormCollection form = await call.Context.Request.ReadFormAsync(call.Aborted);
            IFormFile file = form.Files.GetFile("file") ?? throw new Refusal(500, "http: no such file");
            using MemoryStream copy = new();
            await file.CopyToAsync(copy, call.Aborted);
            archive = copy.ToArray();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new Refusal(413, $"the archive is larger than {MaxUpload >> 20} MiB");
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw new Refusal(500, e is InvalidOperationException ? "request Content-Type isn't multipart/form-data" : e.Message);
        }

        if (archive.Length == 0)
        {
            throw new Refusal(500, "EOF");
        }

        try
        {
            StoredChart chart = await charts.UploadAsync(archive, call.Aborted);
            await call.Context.DoneAsync("CreateChart Success", new JsonObject { ["helmUUID"] = chart.Uuid });
        }
        catch (HelmException e)
        {
            throw new Refusal(500, e.Message);
        }
    }

    private async Task DeleteAsync(Call call)
    {
        await charts.Table.DeleteAsync(call.Values["id"], call.Aborted);
        await call.Context.DoneAsync("deleteChart Success");
    }

    private async Task DownloadAsync(Call call)
    {
        StoredChart chart = await FindAsync(call);
        byte[] archive = chart.Archive ?? throw new Refusal(500, "this chart was stored without its archive; upload it again");
        call.Context.Response.ContentType = "application/gzip";
        call.Context.Response.Headers.ContentDisposition = $"attachment; filename=\"{chart.Name}-{chart.Version}.tgz\"";
        await call.Context.Response.Body.WriteAsync(archive, call.Aborted);
    }

    private async Task ExampleAsync(Call call)
    {
        (string name, string version) = (call.Values["name"], call.Values["version"]);
        if (name.Length == 0 || version.Length == 0)
        {
            throw new Refusal(500, "name or version is empty");
        }

        await call.Context.DoneAsync("getChartByNameVersion Success", (await charts.GetAsync(name, version, call.Aborted)).ValuesTemplateExample);
    }

    private async Task<StoredChart> FindAsync(Call call) => await charts.Table.FindAsync(call.Values["id"], call.Aborted) ?? throw Refusal.NotFound();
}
