using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kuscia.ApiServer.Answers;

/// <summary>A failure as clients see it: the Kubernetes <c>Status</c> object.</summary>
internal sealed record ApiStatus(int Code, string? Reason, string Message)
{
    /// <summary>What the failure is about; null leaves <c>details</c> out.</summary>
    public ApiStatusDetails? Details { get; init; }

    /// <summary>Continue token that lets a client go on after an expired list.</summary>
    public string? Continue { get; init; }

    /// <summary>The JSON form.</summary>
    public JsonObject ToJson()
    {
        JsonObject metadata = new();
        if (Continue is not null)
        {
            metadata["continue"] = Continue;
        }

        JsonObject status = new() { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = metadata, ["status"] = "Failure", ["message"] = Message };
        if (Reason is not null)
        {
            status["reason"] = Reason;
        }

        if (Details is not null)
        {
            status["details"] = Details.ToJson();
        }

        status["code"] = Code;
        return status;
    }
}

/// <summary>The <c>details</c> of a status: plural (or kind, for Invalid), group and name of the object, and the single causes.</summary>
internal sealed record ApiStatusDetails
{
    public string? Name { get; init; }
    public string? Group { get; init; }
    public string? Kind { get; init; }
    public string? Uid { get; init; }
    public IReadOnlyList<StatusCause> Causes { get; init; } = [];
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The JSON form; empty members are left out.</summary>
    public JsonObject ToJson()
    {
        JsonObject json = new();
        Put(json, "name", Name);
        Put(json, "group", Group);
        Put(json, "kind", Kind);
        Put(json, "uid", Uid);
        if (Causes.Count > 0)
        {
            json["causes"] = new JsonArray([.. Causes.Select(c => c.ToJson())]);
        }

        if (RetryAfterSeconds is int seconds)
        {
            json["retryAfterSeconds"] = seconds;
        }

        return json;
    }

    private static void Put(JsonObject json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json[name] = value;
        }
    }
}

/// <summary>One fault of an invalid object: <c>FieldValueInvalid</c>, <c>FieldValueRequired</c>, <c>FieldValueForbidden</c>… with its field path.</summary>
internal sealed record StatusCause(string Reason, string Message, string? Field)
{
    private const int MaxShown = 256;

    /// <summary>A value that is not allowed.</summary>
    public static StatusCause Invalid(string field, string shownValue, string why) => new("FieldValueInvalid", $"Invalid value: {shownValue}: {why}", field);

    /// <summary>A missing value.</summary>
    public static StatusCause Required(string field, string why) => new("FieldValueRequired", why.Length == 0 ? "Required value" : $"Required value: {why}", field);

    /// <summary>A value that must not be given here.</summary>
    public static StatusCause Forbidden(string field, string why) => new("FieldValueForbidden", $"Forbidden: {why}", field);

    /// <summary>A value that is none of those allowed.</summary>
    public static StatusCause NotSupported(string field, string shownValue, params IEnumerable<string> allowed) =>
        new("FieldValueNotSupported", $"Unsupported value: {shownValue}: supported values: {string.Join(", ", allowed.Select(Quote))}", field);

    /// <summary>A text in JSON quotes, as values are shown in messages.</summary>
    public static string Quote(string text) => JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping) is var encoded ? $"\"{encoded}\"" : "";

    /// <summary>The same of a text that may be long: its beginning.</summary>
    public static string QuoteShort(string text) => Quote(text.Length <= MaxShown ? text : text[..MaxShown] + "…");

    /// <summary>The JSON form.</summary>
    public JsonObject ToJson()
    {
        JsonObject json = new() { ["reason"] = Reason, ["message"] = Message };
        if (Field is not null)
        {
            json["field"] = Field;
        }

        return json;
    }
}
