using System.Globalization;
using Kuscia.Model.Meta;
using Kuscia.Model.Quantities;
using Kuscia.Operations.Envelopes;
using Wire = Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Jobs;

/// <summary>Rules of a new job.</summary>
internal sealed class JobCheck(KusciaApiOptions options)
{
    /// <summary>What a request without a job is told.</summary>
    public const string NoId = "job id can not be empty";

    /// <summary>Throws what is wrong: the first member that is missing, or everything that is not as it must be.</summary>
    public void Require(Wire.CreateJobRequest request)
    {
        RequestCheck.First(
            RequestCheck.Filled(request.JobId, NoId),
            RequestCheck.Name("job_id", request.JobId),
            RequestCheck.Filled(request.Initiator, "initiator can not be empty"),
            !options.ControlPlaneOnly && request.Initiator != options.DomainId && request.Initiator.Length > 0
                ? $"initiator is {RequestCheck.Shown(request.Initiator)}, but initiator must be {options.DomainId} in P2P"
                : null,
            request.Tasks.Count == 0 ? "tasks can not be empty" : null);
        RequestCheck.First([.. request.Tasks.SelectMany(CheckGiven)]);
        RequestCheck.Require([.. request.Tasks.SelectMany(CheckTask), options.ControlPlaneOnly ? RequestCheck.Identifier("initiator", request.Initiator, IdentifierRules.Domain) : null]);
        if (request.Tasks.SelectMany((t, i) => CheckTaskId(request.Tasks, t, i)).FirstOrDefault() is { } fault)
        {
            throw new OperationFaultException(ErrorCodes.CreateJob, fault);
        }
    }

    // Task ids have the code of the store, which knows a part of the rule: it refuses, in words that clients know, ids without any allowed character.
    private static IEnumerable<string> CheckTaskId(IReadOnlyList<Wire.Task> tasks, Wire.Task task, int index)
    {
        string path = $"tasks[{index}].task_id";
        if (task.TaskId.Any(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) && RequestCheck.Identifier(path, task.TaskId, IdentifierRules.Task) is { } fault)
        {
            yield return fault;
        }

        int first = tasks.ToList().FindIndex(t => t.TaskId == task.TaskId);
        if (task.TaskId.Length > 0 && first < index)
        {
            yield return RequestCheck.Invalid(path, task.TaskId, $"tasks[{first}] has the same; give each task an id of its own, or none");
        }
    }

    private static IEnumerable<string?> CheckGiven(Wire.Task task, int index)
    {
        yield return RequestCheck.Filled(task.Alias, $"task alias can not be empty on tasks[{index}]");
        yield return task.Parties.Count == 0 ? $"parties can not be empty on tasks[{index}]" : null;
        yield return task.Parties.Any(p => p.DomainId.Length == 0) ? "party domain id can not be empty" : null;
        foreach (Wire.JobResource resources in task.Parties.Select(p => p.Resources).OfType<Wire.JobResource>())
        {
            yield return CheckAmount("cpu", resources.Cpu);
            yield return CheckAmount("memory", resources.Memory);
            yield return CheckAmount("bandwidth", resources.Bandwidth);
        }
    }

    private static string? CheckAmount(string name, string amount) =>
        amount.Length == 0 || Quantity.TryParse(amount, out _) ? null : $"parse input {name} resource failed: {RequestCheck.QuantityRule}";

    private static IEnumerable<string?> CheckTask(Wire.Task task, int index)
    {
        string path = $"tasks[{index}]";
        yield return RequestCheck.Given($"{path}.app_image", task.AppImage) ?? RequestCheck.Identifier($"{path}.app_image", task.AppImage, IdentifierRules.AppImage);
        yield return RequestCheck.Identifier($"{path}.alias", task.Alias, IdentifierRules.Alias);
        for (int i = 0; i < task.Parties.Count; i++)
        {
            foreach (string? fault in CheckParty(task.Parties[i], $"{path}.parties[{i}]"))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string?> CheckParty(Wire.Party party, string path)
    {
        yield return RequestCheck.Identifier($"{path}.domain_id", party.DomainId, IdentifierRules.Domain);
        yield return RequestCheck.IdentifierIfGiven($"{path}.role", party.Role, IdentifierRules.Role);
        yield return RequestCheck.AmountIfGiven($"{path}.resources.cpu", party.Resources?.Cpu ?? "");
        yield return RequestCheck.AmountIfGiven($"{path}.resources.memory", party.Resources?.Memory ?? "");
        yield return RequestCheck.AmountIfGiven($"{path}.resources.bandwidth", party.Resources?.Bandwidth ?? "");
        for (int i = 0; i < party.BandwidthLimits.Count; i++)
        {
            Wire.BandwidthLimit limit = party.BandwidthLimits[i];
            string destination = $"{path}.bandwidth_limits[{i}].destination_id";
            yield return RequestCheck.Given(destination, limit.DestinationId) ?? RequestCheck.Identifier(destination, limit.DestinationId, IdentifierRules.BandwidthDestination);
            yield return limit.LimitKbps is > 0 and <= long.MaxValue
                ? null
                : RequestCheck.Invalid($"{path}.bandwidth_limits[{i}].limit_kbps", limit.LimitKbps.ToString(CultureInfo.InvariantCulture), "it must be above 0 (KiB per second)");
        }
    }
}
