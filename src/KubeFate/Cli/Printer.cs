using System.Globalization;
using System.Text.Json.Nodes;
using KubeFate.Wire;
using Kuscia.Helm.Yaml;

namespace KubeFate.Cli;

/// <summary>Prints answers as tables, or as JSON or YAML for programs.</summary>
internal static class Printer
{
    /// <summary>Prints rows, wrapped to the terminal if they may have long lines; <paramref name="data"/> as it is when the user asked for JSON or YAML.</summary>
    public static void Print(Invocation invocation, JsonNode? data, Func<IEnumerable<string[]>> rows, bool wraps = false)
    {
        switch (invocation.Text("output"))
        {
            case "json":
                invocation.Output.WriteLine(data?.ToJsonString(Indented) ?? "null");
                break;
            case "yaml":
                invocation.Output.Write(Yaml(data));
                break;
            default:
                invocation.Output.Write(TextTable.Write(rows(), wraps ? invocation.Terminal.CellWidth : 0));
                break;
        }
    }

    public static string Yaml(JsonNode? value) => HelmYaml.ToYaml(value is null ? null : HelmYaml.FromJson(value.ToJsonString()));

    /// <summary>A time of an answer in a table.</summary>
    public static string Time(JsonNode? row, string name) =>
        GoJson.ReadTime(ApiClient.Text(row, name)) is { } time ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "0001-01-01 00:00:00";

    /// <summary>How long something took, or takes already.</summary>
    public static string Took(Invocation invocation, JsonNode? row, string start, string end)
    {
        DateTimeOffset? from = GoJson.ReadTime(ApiClient.Text(row, start));
        DateTimeOffset until = GoJson.ReadTime(ApiClient.Text(row, end)) ?? invocation.Terminal.Clock.GetUtcNow();
        return from is null ? "" : HumanDuration.Write(until - from.Value);
    }

    public static IEnumerable<JsonObject> Rows(JsonObject answer) => (answer["data"] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>The data of an answer.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static JsonObject Data(JsonObject answer) => answer["data"] as JsonObject ?? throw new CliException("the answer of the service has no data; is serviceurl the address of a KubeFATE service?");

    private static readonly System.Text.Json.JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
