using System.Globalization;
using Kuscia.Api.Messages;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Jobs;

/// <summary>Rules of a new job.</summary>
internal sealed class JobCheck(KusciaApiOptions options)
{
    /// <summary>Throws with everything that is wrong.</summary>
    public void Require(CreateJobRequest request)
    {
        RequestCheck.Require(
            RequestCheck.Name("job_id", request.JobId),
            RequestCheck.Given("initiator", request.Initiator),
            !options.ControlPlaneOnly && request.Initiator != options.DomainId && request.Initiator.Length > 0
                ? $"initiator is {RequestCheck.Shown(request.Initiator)}, but initiator must be {options.DomainId} in P2P"
                : null,
            request.Tasks.Count == 0 ? "Field \"tasks\" must hold at least one task" : null);
        RequestCheck.Require([.. request.Tasks.SelectMany(CheckTask)]);
    }

    private static IEnumerable<string?> CheckTask(JobTaskMessage task, int index)
    {
        string path = $"tasks[{index}]";
        yield return RequestCheck.Given($"{path}.app_image", task.AppImage);
        yield return RequestCheck.Given($"{path}.alias", task.Alias);
        yield return task.Parties.Count == 0 ? $"Field \"{path}.parties\" must hold at least one party" : null;
        for (int i = 0; i < task.Parties.Count; i++)
        {
            foreach (string? fault in CheckParty(task.Parties[i], $"{path}.parties[{i}]"))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string?> CheckParty(JobPartyMessage party, string path)
    {
        yield return RequestCheck.Given($"{path}.domain_id", party.DomainId);
        yield return RequestCheck.AmountIfGiven($"{path}.resources.cpu", party.Resources?.Cpu ?? "");
        yield return RequestCheck.AmountIfGiven($"{path}.resources.memory", party.Resources?.Memory ?? "");
        yield return RequestCheck.AmountIfGiven($"{path}.resources.bandwidth", party.Resources?.Bandwidth ?? "");
        for (int i = 0; i < party.BandwidthLimits.Count; i++)
        {
            BandwidthLimitMessage limit = party.BandwidthLimits[i];
            yield return RequestCheck.Given($"{path}.bandwidth_limits[{i}].destination_id", limit.DestinationId);
            yield return limit.LimitKbps > 0
                ? null
                : RequestCheck.Invalid($"{path}.bandwidth_limits[{i}].limit_kbps", limit.LimitKbps.ToString(CultureInfo.InvariantCulture), "it must be above 0 (KiB per second)");
        }
    }
}
