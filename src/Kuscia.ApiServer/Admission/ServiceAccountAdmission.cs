using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Resources;

namespace Kuscia.ApiServer.Admission;

/// <summary>Gives a pod that names no account the one that every namespace has. Its token is not mounted: programs of a node reach the API by its gateway, not by an account.</summary>
internal sealed class ServiceAccountAdmission : IAdmission
{
    private const string Account = "default";

    /// <inheritdoc/>
    public void Admit(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create || request.Subresource is not null || request.Kind.Kind is not { Group: "", Plural: "pods" })
        {
            return;
        }

        if (request.Object["spec"] is JsonObject spec && string.IsNullOrEmpty(spec.Text("serviceAccountName")))
        {
            spec["serviceAccountName"] = spec.Text("serviceAccount") is { Length: > 0 } given ? given : Account;
        }
    }
}
