using System.Text.Json.Nodes;
using KubeFate.Wire;

namespace KubeFate.Jobs;

/// <summary>What a job knows of one module.</summary>
/// <param name="Module">Name of the workload.</param>
/// <param name="ModuleStatus">Its status.</param>
/// <param name="Started">Start of the job.</param>
/// <param name="Ended">When it served first; null before.</param>
internal sealed record SubJob(string Module, string ModuleStatus, DateTimeOffset? Started, DateTimeOffset? Ended)
{
    public JsonObject ToJson() => new()
    {
        ["ModuleName"] = Module,
        ["Status"] = ModuleStatus == "Available" && Ended is not null ? "Success" : "Running",
        ["ModulesStatus"] = ModuleStatus,
        ["StartTime"] = GoJson.Time(Started),
        ["EndTime"] = GoJson.Time(Ended),
    };

    public static SubJob FromJson(JsonObject value) => new(
        value["ModuleName"]?.GetValue<string>() ?? "",
        value["ModulesStatus"]?.GetValue<string>() ?? "",
        GoJson.ReadTime(value["StartTime"]?.GetValue<string>()),
        GoJson.ReadTime(value["EndTime"]?.GetValue<string>()));
}
