using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api;

/// <summary>What a domain may see and touch of the objects of the control plane.</summary>
internal static class CallerRules
{
    /// <summary>True for the owner of the node, the initiator of a job and its parties.</summary>
    public static bool MayTouch(this Caller caller, KusciaJob job) =>
        caller.Owns(job.Spec?.Initiator ?? "") || (job.Spec?.Tasks ?? []).SelectMany(t => t.Parties ?? []).Any(p => caller.Owns(p.DomainID ?? ""));

    /// <summary>True for the owner of the node and the parties of a deployment.</summary>
    public static bool MayTouch(this Caller caller, KusciaDeployment deployment) =>
        caller.IsOwner || (deployment.Spec?.Parties ?? []).Any(p => caller.Owns(p.DomainID ?? ""));

    /// <summary>Throws the sentence unless the caller may touch what belongs to the domain.</summary>
    public static void Require(this Caller caller, string domain, string sentence)
    {
        if (!caller.Owns(domain))
        {
            throw new OperationFaultException(ErrorCodes.NotAllowed, sentence);
        }
    }
}
