using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>A task that a command to its job has ended (specification, control plane §3.2.2), and how its partners know it by.</summary>
internal static class StoppedTask
{
    /// <summary>Reason in the task's status.</summary>
    public const string Reason = "KusciaJobStopped";

    private const string Message = FailureReasons.Stopped;

    /// <summary>The status of a task that is ended here.</summary>
    /// <param name="status">The status before.</param>
    /// <param name="isOwn">Tells the domains of this cluster.</param>
    public static KusciaTaskStatus End(KusciaTaskStatus status, Func<string, bool> isOwn) => status with
    {
        Phase = TaskPhase.Failed,
        Reason = Reason,
        Message = Message,
        PartyTaskStatus = [.. (status.PartyTaskStatus ?? []).Select(p => isOwn(p.DomainID ?? "") ? p with { Phase = TaskPhase.Failed, Message = Message } : p)],
    };

    /// <summary>True when a partner has ended the task by a command.</summary>
    public static bool IsEndedByPartner(TaskView view, KusciaTaskStatus status) =>
        (status.PartyTaskStatus ?? []).Any(p => p is { Phase: TaskPhase.Failed, Message: Message } && !view.IsOwn(p.DomainID));
}
