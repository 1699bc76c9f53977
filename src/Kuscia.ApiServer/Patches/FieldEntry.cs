using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Patches;

/// <summary>One entry of <c>metadata.managedFields</c>: who owns which fields, by which sort of write.</summary>
internal sealed class FieldEntry
{
    public required string Manager { get; init; }

    /// <summary><c>Apply</c> or <c>Update</c>.</summary>
    public required string Operation { get; init; }

    public required string ApiVersion { get; init; }
    public string? Subresource { get; init; }
    public string? Time { get; set; }
    public required FieldTree Fields { get; init; }

    /// <summary>How a conflict names the owner.</summary>
    public string Shown
    {
        get
        {
            string shown = StatusCause.Quote(Manager) + (Subresource is null ? "" : $" with subresource {StatusCause.Quote(Subresource)}");
            return Operation == "Update" ? $"{shown} using {ApiVersion}" : shown;
        }
    }

    /// <summary>Reads an entry; null for one without owner or fields.</summary>
    public static FieldEntry? Parse(JsonNode? node) => node is JsonObject entry && entry.Text("operation") is string operation && entry.Text("apiVersion") is string version
        ? new FieldEntry
        {
            Manager = entry.Text("manager") ?? "",
            Operation = operation,
            ApiVersion = version,
            Subresource = entry.Text("subresource"),
            Time = entry.Text("time"),
            Fields = FieldTree.Parse(entry["fieldsV1"] as JsonObject),
        }
        : null;

    /// <summary>True for the entry of one manager and one sort of write.</summary>
    public bool Is(string manager, string operation, string? subresource, string apiVersion) =>
        Manager == manager && Operation == operation && Subresource == subresource && ApiVersion == apiVersion;

    /// <summary>The wire form.</summary>
    public JsonObject ToJson()
    {
        JsonObject json = new() { ["manager"] = Manager, ["operation"] = Operation, ["apiVersion"] = ApiVersion };
        if (Time is not null)
        {
            json["time"] = Time;
        }

        json["fieldsType"] = "FieldsV1";
        json["fieldsV1"] = Fields.ToJson();
        if (Subresource is not null)
        {
            json["subresource"] = Subresource;
        }

        return json;
    }
}
