using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of ConfigMaps and Secrets.</summary>
internal static partial class ConfigRules
{
    private const int MaxBytes = 1024 * 1024;

    // The configuration of a task goes to its pods in a ConfigMap, and a job may be 4 MiB large.
    private const int MaxBytesOfNode = (4 << 20) + (64 << 10);
    private const string KeyFault = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' "
        + "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    /// <summary>The faults of a config map, given the stored one for an update; a module of the node may write a larger one.</summary>
    public static IEnumerable<StatusCause> ConfigMap(JsonObject value, JsonObject? old, bool ofNode)
    {
        List<StatusCause> causes = [.. Keys(value, "data"), .. Keys(value, "binaryData")];
        JsonObject? binary = value.Child("binaryData");
        causes.AddRange((value.Child("data") ?? []).Where(d => binary?.ContainsKey(d.Key) == true)
            .Select(d => StatusCause.Invalid($"data[{d.Key}]", StatusCause.Quote(d.Key), "duplicate of key present in binaryData")));
        long size = Size(value, "data") + (Size(value, "binaryData") * 3 / 4);
        int limit = ofNode ? MaxBytesOfNode : MaxBytes;
        if (size > limit)
        {
            causes.Add(new StatusCause("FieldValueTooLong", $"Too long: must have at most {limit} bytes", "[]"));
        }

        causes.AddRange(Frozen(value, old, "data", "binaryData"));
        return causes;
    }

    /// <summary>The faults of a secret, given the stored one for an update.</summary>
    public static IEnumerable<StatusCause> Secret(JsonObject value, JsonObject? old)
    {
        List<StatusCause> causes = [.. Keys(value, "data")];
        if (old is not null && old.String("type") is { } type && value.String("type") != type)
        {
            causes.Add(StatusCause.Invalid("type", StatusCause.Quote(value.String("type") ?? ""), "field is immutable"));
        }

        if (Size(value, "data") * 3 / 4 > MaxBytes)
        {
            causes.Add(new StatusCause("FieldValueTooLong", $"Too long: must have at most {MaxBytes} bytes", "data"));
        }

        JsonObject? data = value.Child("data");
        causes.AddRange(RequiredKeys(value.String("type")).Where(k => data?.ContainsKey(k) != true).Select(k => StatusCause.Required($"data[{k}]", "")));
        causes.AddRange(TypeRules(value));
        causes.AddRange(Frozen(value, old, "data"));
        return causes;
    }

    private static string[] RequiredKeys(string? type) => type switch
    {
        "kubernetes.io/tls" => ["tls.crt", "tls.key"],
        "kubernetes.io/dockerconfigjson" => [".dockerconfigjson"],
        "kubernetes.io/dockercfg" => [".dockercfg"],
        "kubernetes.io/ssh-auth" => ["ssh-privatekey"],
        _ => [],
    };

    private static IEnumerable<StatusCause> TypeRules(JsonObject secret)
    {
        const string AccountAnnotation = "kubernetes.io/service-account.name";
        string? type = secret.String("type");
        JsonObject? data = secret.Child("data");
        if (type == "kubernetes.io/service-account-token"
            && string.IsNullOrEmpty(secret.Child("metadata").Child("annotations").String(AccountAnnotation)))
        {
            yield return StatusCause.Required($"metadata.annotations[{AccountAnnotation}]", "");
        }

        if (type == "kubernetes.io/basic-auth" && data?.ContainsKey("username") != true && data?.ContainsKey("password") != true)
        {
            yield return StatusCause.Required("data[username]", "");
            yield return StatusCause.Required("data[password]", "");
        }

        if (type == "kubernetes.io/dockerconfigjson" && data.String(".dockerconfigjson") is { } config && !IsJsonObject(config))
        {
            yield return StatusCause.Invalid("data[.dockerconfigjson]", "\"<secret contents redacted>\"", "a JSON object is expected");
        }
    }

    private static bool IsJsonObject(string base64)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Convert.FromBase64String(base64));
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static IEnumerable<StatusCause> Keys(JsonObject value, string member)
    {
        foreach ((string key, _) in value.Child(member) ?? [])
        {
            if (key.Length > 253)
            {
                yield return StatusCause.Invalid($"{member}[{key}]", StatusCause.Quote(key), "must be no more than 253 characters");
            }

            if (!KeyForm().IsMatch(key) || key is "." || key.StartsWith("..", StringComparison.Ordinal))
            {
                yield return StatusCause.Invalid($"{member}[{key}]", StatusCause.Quote(key), KeyFault);
            }
        }
    }

    private static IEnumerable<StatusCause> Frozen(JsonObject value, JsonObject? old, params string[] members)
    {
        if (old is null || !old.IsTrue("immutable"))
        {
            yield break;
        }

        if (!value.IsTrue("immutable"))
        {
            yield return StatusCause.Forbidden("immutable", "field is immutable when `immutable` is set");
        }

        foreach (string member in members)
        {
            if (!JsonNode.DeepEquals(value.Child(member) ?? [], old.Child(member) ?? []))
            {
                yield return StatusCause.Forbidden(member, "field is immutable when `immutable` is set");
            }
        }
    }

    private static long Size(JsonObject value, string member) =>
        (value.Child(member) ?? []).Sum(d => System.Text.Encoding.UTF8.GetByteCount(d.Value is JsonValue v && v.TryGetValue(out string? text) ? text : ""));

    [GeneratedRegex(@"\A[-._a-zA-Z0-9]+\z", RegexOptions.None, 1000)]
    private static partial Regex KeyForm();
}
