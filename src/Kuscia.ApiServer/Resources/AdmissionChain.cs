using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Requests;

namespace Kuscia.ApiServer.Resources;

/// <summary>Runs all admission steps over a write.</summary>
internal sealed class AdmissionChain(IReadOnlyList<IAdmission> steps)
{
    /// <summary>Lets every step change and check the object.</summary>
    public void Admit(ResourceCall call, AdmissionOperation operation, JsonObject value, JsonObject? old)
    {
        AdmissionRequest request = new()
        {
            Kind = call.Kind,
            Operation = operation,
            Subresource = call.Subresource,
            Namespace = call.Namespace,
            Name = value.Meta().Text("name") ?? call.Name,
            Object = value,
            OldObject = old,
            User = call.User,
            FieldValidation = call.FieldValidation,
            DryRun = call.DryRun,
            DuplicateFields = call.DuplicateFields,
            Warnings = call.Warnings,
        };
        foreach (IAdmission step in steps)
        {
            step.Admit(request);
        }
    }
}
