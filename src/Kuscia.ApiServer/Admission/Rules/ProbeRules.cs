using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of probes.</summary>
internal static class ProbeRules
{
    private static readonly string[] Handlers = ["exec", "grpc", "httpGet", "tcpSocket"];
    private static readonly string[] Counts = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];

    /// <summary>Adds the faults of a probe; one that decides over the life of the container (<paramref name="once"/>) succeeds at the first success.</summary>
    public static void Check(JsonObject probe, string path, bool once, List<StatusCause> causes)
    {
        string[] given = [.. Handlers.Where(h => probe.Child(h) is not null)];
        if (given.Length == 0)
        {
            causes.Add(StatusCause.Required(path, "must specify a handler type"));
        }

        causes.AddRange(given.Skip(1).Select(handler => StatusCause.Forbidden($"{path}.{handler}", "may not specify more than 1 handler type")));
        foreach (string handler in (string[])["httpGet", "tcpSocket"])
        {
            if (probe.Child(handler)?["port"] is JsonNode port)
            {
                causes.AddRange(CoreRules.PortOrName(port, $"{path}.{handler}.port"));
            }
        }

        foreach (string count in Counts)
        {
            if (probe.Integer(count) is < 0 and var number)
            {
                causes.Add(StatusCause.Invalid($"{path}.{count}", $"{number}", "must be greater than or equal to 0"));
            }
        }

        if (once && probe.Integer("successThreshold") is > 1 and var threshold)
        {
            causes.Add(StatusCause.Invalid($"{path}.successThreshold", $"{threshold}", "must be 1"));
        }
    }
}
