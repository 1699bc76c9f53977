using System.Text.Json.Nodes;
using KubeFate.Cli;

namespace KubeFate.Tests.Replay;

/// <summary>One recorded call of the command line, and how it is played.</summary>
internal sealed class CommandCase(string name, JsonObject recorded, JsonNode? differs)
{
    private const string NobodyListens = "127.0.0.1:1";

    /// <summary>Calls that are answered otherwise here, with the reason for each.</summary>
    public static JsonObject Differing { get; } = JsonNode.Parse(File.ReadAllText(Path.Combine(Scenarios.Folder, "not-followed-cli.json")))!.AsObject();

    /// <summary>All calls by group and name; a name that comes twice gets a number.</summary>
    public static IReadOnlyDictionary<string, CommandCase> All { get; } = Load();

    public string Name => name;

    /// <summary>What it ends with: a refusal is told by the exit code here, always.</summary>
    public int Exit => differs?["exit"]?.GetValue<int>() ?? (recorded["exit"]!.GetValue<int>() == 0 && Requests.Count > 0 && Requests[^1]!["status"]!.GetValue<int>() >= 400
        ? 1
        : recorded["exit"]!.GetValue<int>());

    public string Output => differs?["stdout"]?.ToString() ?? recorded["stdout"]!.ToString();

    public string Error => differs?["stderr"]?.ToString() ?? recorded["stderr"]!.ToString();

    /// <summary>What it asks for, and is answered.</summary>
    public JsonArray Requests => (differs?["requests"] ?? recorded["requests"])!.AsArray();

    /// <summary>Runs the command in a folder with the files of the case.</summary>
    public async Task<(int Exit, string Output, string Error, string Server)> RunAsync(string folder, RecordedService service)
    {
        string server = recorded["group"]!.ToString() == "no server" || recorded.ToJsonString().Contains("{{dead}}", StringComparison.Ordinal) ? NobodyListens : service.Address;
        string At(JsonNode? value) => value!.ToString().Replace("{{server}}", server, StringComparison.Ordinal).Replace("{{dead}}", server, StringComparison.Ordinal).Replace("{{port}}", "0", StringComparison.Ordinal);
        foreach ((string file, JsonNode? content) in recorded["files"] as JsonObject ?? [])
        {
            string text = content!.ToString();
            await File.WriteAllBytesAsync(Path.Combine(folder, file), text.StartsWith("charts/", StringComparison.Ordinal) ? await File.ReadAllBytesAsync(Path.Combine(Scenarios.Folder, text)) : System.Text.Encoding.UTF8.GetBytes(text));
        }

        string? config = recorded["config"] is { } given ? At(given) : name.EndsWith("config.yaml is empty", StringComparison.Ordinal) ? "" : null;
        if (config is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "config.yaml"), config);
        }

        Dictionary<string, string> environment = (recorded["env"] as JsonObject ?? []).ToDictionary(item => item.Key, item => At(item.Value));
        using StringWriter output = new(), error = new();
        string[] arguments = [.. recorded["args"]!.AsArray().Select(argument => Filler.Fill(argument!.ToString()))];
        int exit = await CommandLine.RunAsync(arguments, new Terminal(output, error, folder, environment.GetValueOrDefault, TimeProvider.System), CancellationToken.None);
        return (exit, output.ToString(), error.ToString(), server);
    }

    private static Dictionary<string, CommandCase> Load()
    {
        JsonArray cases = JsonNode.Parse(File.ReadAllText(Path.Combine(Scenarios.Folder, "cli.json")))!["cases"]!.AsArray();
        Dictionary<string, CommandCase> all = new(StringComparer.Ordinal);
        foreach (JsonObject item in cases.OfType<JsonObject>())
        {
            string plain = $"{item["group"]}: {item["name"]}", name = plain;
            for (int i = 2; all.ContainsKey(name); i++)
            {
                name = $"{plain} #{i}";
            }

            all[name] = new CommandCase(name, item, Differing[name]);
        }

        return all;
    }
}
