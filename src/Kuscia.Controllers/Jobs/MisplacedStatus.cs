using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>The status of an object in a namespace where nothing acts on its kind.</summary>
internal static class MisplacedStatus
{
    /// <summary>Reason in status and condition.</summary>
    public const string Reason = "WrongNamespace";

    /// <summary>The object with that status; null when it has one already.</summary>
    public static Resource? Of(string kind, Resource misplaced, DateTimeOffset now)
    {
        string message = $"nothing acts on a {kind} in namespace \"{misplaced.Metadata.Namespace}\"; create it in namespace {WellKnownNames.CrossDomainNamespace}";
        return misplaced switch
        {
            KusciaJob { Status: null or { Phase: null or "" } } job => job with
            {
                Status = new KusciaJobStatus { Phase = JobPhase.Failed, Reason = Reason, Message = message, CompletionTime = now, Conditions = Said("JobValidated", message, now) },
            },
            KusciaTask { Status: null or { Phase: null or "" } } task => task with
            {
                Status = new KusciaTaskStatus { Phase = TaskPhase.Failed, Reason = Reason, Message = message, CompletionTime = now, Conditions = Said("ResourceCreated", message, now) },
            },
            KusciaDeployment { Status: null or { Phase: null or "" } } deployment => deployment with
            {
                Status = new KusciaDeploymentStatus { Phase = "Failed", Reason = Reason, Message = message, TotalParties = deployment.Spec?.Parties?.Count ?? 0 },
            },
            _ => null,
        };
    }

    private static IReadOnlyList<Condition> Said(string type, string message, DateTimeOffset now) => ((IReadOnlyList<Condition>?)null).With(type, false, Reason, message, now);
}
