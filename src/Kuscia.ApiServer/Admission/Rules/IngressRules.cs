using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of ingresses.</summary>
internal static class IngressRules
{
    /// <summary>The faults of an ingress.</summary>
    public static IEnumerable<StatusCause> Check(JsonObject ingress)
    {
        JsonObject? spec = ingress.Child("spec");
        if (spec.Child("defaultBackend") is null && !spec.Array("rules").Any())
        {
            yield return StatusCause.Invalid("spec", "[]", "either `defaultBackend` or `rules` must be specified");
        }

        if (spec.Child("defaultBackend") is { } backend)
        {
            foreach (StatusCause cause in Backend(backend, "spec.defaultBackend"))
            {
                yield return cause;
            }
        }

        foreach ((int index, JsonObject rule) in spec.Objects("rules"))
        {
            foreach (StatusCause cause in rule.Child("http").Objects("paths").SelectMany(path => Path(path.Item, $"spec.rules[{index}].http.paths[{path.Index}]")))
            {
                yield return cause;
            }
        }
    }

    private static IEnumerable<StatusCause> Path(JsonObject path, string at)
    {
        string type = path.String("pathType") ?? "", given = path.String("path") ?? "";
        if (type.Length == 0)
        {
            yield return StatusCause.Required($"{at}.pathType", "pathType must be specified");
        }

        foreach (StatusCause cause in CoreRules.OneOf(path, "pathType", at, "Exact", "ImplementationSpecific", "Prefix"))
        {
            yield return cause;
        }

        if (type is "Exact" or "Prefix" && !given.StartsWith('/'))
        {
            yield return StatusCause.Invalid($"{at}.path", StatusCause.Quote(given), "must be an absolute path");
        }

        foreach (StatusCause cause in Backend(path.Child("backend"), $"{at}.backend"))
        {
            yield return cause;
        }
    }

    private static IEnumerable<StatusCause> Backend(JsonObject? backend, string at)
    {
        if (backend.Child("resource") is not null)
        {
            yield break;
        }

        if (backend.Child("service") is not { } service)
        {
            yield return StatusCause.Required(at, "port name or number is required");
            yield break;
        }

        if (string.IsNullOrEmpty(service.String("name")))
        {
            yield return StatusCause.Required($"{at}.service.name", "");
        }

        JsonObject? port = service.Child("port");
        if (port.Integer("number") is null && string.IsNullOrEmpty(port.String("name")))
        {
            yield return StatusCause.Required(at, "port name or number is required");
        }

        foreach (StatusCause cause in CoreRules.Port(port.Integer("number"), $"{at}.service.port.number"))
        {
            yield return cause;
        }
    }
}
