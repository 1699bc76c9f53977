using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace KubeFate.Tests.Replay;

/// <summary>The logs of the recorded scenarios: three lines of each container, and what an API server says to odd questions.</summary>
internal static class PodLogs
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["app"] = "app line 1\napp line 2\napp line 3\n",
        ["sidecar"] = "100%d done\nsidecar line 2\n",
        ["store"] = "store line 1\nstore line 2\nstore line 3",
    };

    public static async Task AnswerAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        string container = query["container"].ToString(), pod = context.Request.Path.Value!.Split('/')[^2];
        if (Fault(query, pod, container) is { } fault)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync(new JsonObject { ["kind"] = "Status", ["status"] = "Failure", ["message"] = fault, ["code"] = 400 }.ToJsonString());
            return;
        }

        await context.Response.WriteAsync(Text(query, container));
        await context.Response.Body.FlushAsync();
        for (int i = 0; i < 3 && query["follow"] == "true"; i++)
        {
            await Task.Delay(100, context.RequestAborted);
            await context.Response.WriteAsync($"{container} later {i}\n");
            await context.Response.Body.FlushAsync();
        }
    }

    private static string? Fault(IQueryCollection query, string pod, string container)
    {
        foreach ((string name, int least, string words) in ((string, int, string)[])[("tailLines", 0, "or equal to 0"), ("limitBytes", 1, "0"), ("sinceSeconds", 1, "0")])
        {
            if (query[name].Count > 0 && long.Parse(query[name].ToString(), CultureInfo.InvariantCulture) < least)
            {
                return $"PodLogOptions \"{pod}\" is invalid: {name}: Invalid value: {query[name]}: must be greater than {words}";
            }
        }

        return query["previous"] == "true" && container != "store" ? $"previous terminated container \"{container}\" in pod \"{pod}\" not found" : null;
    }

    private static string Text(IQueryCollection query, string container)
    {
        if (query["previous"] == "true")
        {
            return "";
        }

        string text = Texts[container];
        if (query["timestamps"] == "true")
        {
            text = string.Concat(text.TrimEnd('\n').Split('\n').Select((line, i) => $"2024-05-06T07:08:0{i}.000000000Z {line}\n"));
        }

        if (query["tailLines"].Count > 0)
        {
            int lines = int.Parse(query["tailLines"].ToString(), CultureInfo.InvariantCulture);
            text = string.Concat(text.TrimEnd('\n').Split('\n').TakeLast(lines).Select(line => line + "\n"));
        }

        return query["limitBytes"].Count > 0 ? text[..(int)Math.Min(text.Length, long.Parse(query["limitBytes"].ToString(), CultureInfo.InvariantCulture))] : text;
    }
}
