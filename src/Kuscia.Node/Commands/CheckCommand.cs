using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Node.Checks;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Commands;

/// <summary><c>kuscia check</c>: whether a node can start and work, with the cause and the cure of what is in its way.</summary>
internal static class CheckCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        Option<string> config = new("--config", "-c") { Description = "the configuration file", DefaultValueFactory = _ => StartCommand.DefaultConfig() };
        Option<string> language = new("--lang") { Description = "en or zh", DefaultValueFactory = _ => "en" };
        Option<bool> json = new("--json") { Description = "print one JSON object" };
        Command command = new("check", "Look before the start whether a node can start and work; exit code 1 when it cannot") { config, language, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            string spoken = result.GetValue(language) ?? "";
            if (spoken is not ("en" or "zh"))
            {
                throw new CommandException($"--lang: '{spoken}' is not allowed; it must be en or zh");
            }

            NodeConfig node = NodeConfigLoader.Load(result.GetValue(config) ?? "", Environment.GetEnvironmentVariable);
            IReadOnlyList<Finding> found = await NodeCheck.RunAsync(node, TimeProvider.System.GetUtcNow(), cancellationToken);
            await Console.Out.WriteLineAsync(result.GetValue(json) ? Json(found, spoken) : Text(found, spoken));
            return found.Any(f => f.Verdict == Verdict.Failed) ? 1 : 0;
        });
        return command;
    }

    private static string Text(IReadOnlyList<Finding> found, string language)
    {
        List<string> lines = [];
        foreach (Finding finding in found)
        {
            lines.Add($"{Mark(finding.Verdict),-8}{finding.Check,-13}{finding.What.In(language)}");
            if (finding.Cure is { } cure)
            {
                lines.Add($"{"",-21}→ {cure.In(language)}");
            }
        }

        Finding? worst = found.OrderByDescending(f => f.Verdict).First();
        lines.Add(worst.Verdict switch
        {
            Verdict.Failed => new Words($"The node cannot work as it is: {worst.What.English}. Next: {worst.Cure?.English}", $"节点目前无法工作：{worst.What.Chinese}。下一步：{worst.Cure?.Chinese}").In(language),
            Verdict.Warning => new Words($"The node can start, but: {worst.What.English}. Better: {worst.Cure?.English}", $"节点可以启动，但是：{worst.What.Chinese}。建议：{worst.Cure?.Chinese}").In(language),
            _ => new Words("The node can start: kuscia start", "节点可以启动：kuscia start").In(language),
        });
        return string.Join(Environment.NewLine, lines);
    }

    private static string Json(IReadOnlyList<Finding> found, string language) => new JsonObject
    {
        ["ok"] = found.All(f => f.Verdict != Verdict.Failed),
        ["checks"] = new JsonArray([.. found.Select(f => (JsonNode)new JsonObject
        {
            ["check"] = f.Check,
            ["verdict"] = Mark(f.Verdict).ToLowerInvariant(),
            ["what"] = f.What.In(language),
            ["cure"] = f.Cure?.In(language),
        })]),
    }.ToJsonString(Indented);

    private static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "OK",
        Verdict.Warning => "WARNING",
        _ => "FAILED",
    };
}
