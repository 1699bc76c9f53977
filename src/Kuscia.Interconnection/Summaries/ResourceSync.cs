using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>
/// Carries reservations between the host's stand-in TaskResource, the summary and the member's TaskResource (specification, control plane §4.3, steps 15 to 19).
/// Who spoke last is told by the resource versions each side has recorded, never by comparing the clocks of two clusters. Versions are compared for equality
/// only: the other side can write any number, and a larger one must not silence this side.
/// </summary>
internal static class ResourceSync
{
    // What the own nodes lack is nobody else's to know.
    private static readonly Condition NoRoom = new() { Type = TaskResourcePhase.Failed, Status = "True", Reason = "its pods were not placed in time" };

    /// <summary>Host: the entry after the stand-in has been heard.</summary>
    public static SummaryResourceStatus Publish(SummaryResourceStatus? entry, TaskResource standIn)
    {
        string phase = standIn.Status?.Phase ?? "";
        // What is said about another stand-in says nothing about this one.
        SummaryResourceStatus current = entry is not null && (string.IsNullOrEmpty(entry.HostTaskResourceName) || entry.HostTaskResourceName == standIn.Metadata.Name)
            ? entry
            : new SummaryResourceStatus { Role = standIn.Spec?.Role ?? "", Phase = "" };
        bool newer = standIn.Metadata.ResourceVersion != current.HostTaskResourceVersion || current.HostTaskResourceName != standIn.Metadata.Name;
        bool tells = phase switch
        {
            TaskResourcePhase.Reserving => current.Phase is null or "" or TaskResourcePhase.Pending or TaskResourcePhase.Reserving or TaskResourcePhase.Failed,
            TaskResourcePhase.Failed or TaskResourcePhase.Schedulable => true,
            _ => false,
        };
        return newer && tells
            ? current with
            {
                HostTaskResourceName = standIn.Metadata.Name,
                HostTaskResourceVersion = standIn.Metadata.ResourceVersion,
                Phase = phase,
                StartTime = current.StartTime ?? standIn.Status?.StartTime,
                CompletionTime = standIn.Status?.CompletionTime,
                LastTransitionTime = standIn.Status?.LastTransitionTime,
            }
            : current;
    }

    /// <summary>Host: the stand-in's status after the member has been heard.</summary>
    public static TaskResourceStatus? Collect(TaskResource standIn, SummaryResourceStatus entry, DateTimeOffset now)
    {
        string? phase = standIn.Status?.Phase;

        // An entry that answers an earlier state of the stand-in says nothing about this one.
        bool answers = entry.HostTaskResourceName == standIn.Metadata.Name && entry.HostTaskResourceVersion == standIn.Metadata.ResourceVersion;
        bool open = phase is null or "" or TaskResourcePhase.Pending or TaskResourcePhase.Reserving;
        return open && answers && entry.Phase is TaskResourcePhase.Reserved or TaskResourcePhase.Failed
            ? Move(standIn.Status, entry.Phase, Reason(entry), now)
            : standIn.Status;
    }

    /// <summary>Member: the entry after the own TaskResource has been heard.</summary>
    public static SummaryResourceStatus Answer(SummaryResourceStatus entry, TaskResource own)
    {
        string phase = own.Status?.Phase ?? "";
        bool newer = own.Metadata.ResourceVersion != entry.MemberTaskResourceVersion || entry.MemberTaskResourceName != own.Metadata.Name;
        bool tells = (entry.Phase, phase) is (TaskResourcePhase.Reserving, TaskResourcePhase.Reserved)
            or (TaskResourcePhase.Reserving, TaskResourcePhase.Failed)
            or (TaskResourcePhase.Reserved, TaskResourcePhase.Failed)
            or (TaskResourcePhase.Failed, TaskResourcePhase.Failed);
        return newer && tells
            ? entry with
            {
                MemberTaskResourceName = own.Metadata.Name,
                MemberTaskResourceVersion = own.Metadata.ResourceVersion,
                Phase = phase,
                Conditions = phase == TaskResourcePhase.Failed ? [NoRoom] : null,
                StartTime = own.Status?.StartTime,
                LastTransitionTime = own.Status?.LastTransitionTime,
            }
            : entry;
    }

    /// <summary>Member: the own TaskResource's status after the host has been heard.</summary>
    public static TaskResourceStatus? Follow(TaskResource own, SummaryResourceStatus entry, DateTimeOffset now)
    {
        string? phase = own.Status?.Phase;
        if (entry.Phase == phase)
        {
            return own.Status;
        }

        // The host knows our failure and says Reserving again: it wants another try.
        bool retry = entry.Phase == TaskResourcePhase.Reserving && phase == TaskResourcePhase.Failed
            && entry.MemberTaskResourceVersion == own.Metadata.ResourceVersion;
        return entry.Phase switch
        {
            TaskResourcePhase.Reserving when retry => Move(own.Status, TaskResourcePhase.Reserving, "Retry to reserve resource", now),
            TaskResourcePhase.Failed when phase != TaskResourcePhase.Schedulable => Move(own.Status, TaskResourcePhase.Failed, "The host's task resource failed", now),
            TaskResourcePhase.Schedulable => Move(own.Status, TaskResourcePhase.Schedulable, "Pods belonging to task resource group can be bound", now) with
            {
                CompletionTime = now,
            },
            _ => own.Status,
        };
    }

    private static string Reason(SummaryResourceStatus entry) =>
        entry.Conditions.Find(entry.Phase ?? "")?.Reason ?? $"The partner's task resource is {entry.Phase}";

    private static TaskResourceStatus Move(TaskResourceStatus? old, string? phase, string reason, DateTimeOffset now)
    {
        TaskResourceStatus status = old ?? new TaskResourceStatus();
        return status with { Phase = phase, Conditions = status.Conditions.With(phase ?? "", true, reason, null, now), LastTransitionTime = now };
    }
}
