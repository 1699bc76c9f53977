using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Definitions;
using Kuscia.ApiServer.Resources;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Admission.Definitions;

/// <summary>
/// Decides on writes of CustomResourceDefinitions and gives them their status at once: who has created one finds its kind served. The definitions of the kinds of the house are
/// these kinds told, not their source: whatever is written there is kept, so that installing them again changes nothing, and the kinds are served as this version of the product
/// defines them. They cannot be deleted.
/// </summary>
internal sealed class DefinitionAdmission(KindCatalog catalog, TimeProvider time) : IAdmission
{
    /// <inheritdoc/>
    public void Admit(AdmissionRequest request)
    {
        if (!DefinitionNames.IsDefinition(request.Kind))
        {
            return;
        }

        bool ofHouse = DefinitionNames.IsOfHouse(catalog, request.Name);
        if (request.Operation == AdmissionOperation.Delete)
        {
            if (ofHouse)
            {
                throw ApiErrors.Forbidden(request.Kind, request.Name, "its kind is built into this server");
            }

            return;
        }

        if (request.Subresource is not null)
        {
            return;
        }

        DefinitionRules.ApplyDefaults(request.Object);
        if (ofHouse)
        {
            Keep(request);
        }
        else if (DefinitionRules.Check(request.Object, request.OldObject) is { Count: > 0 } causes)
        {
            throw ApiErrors.Invalid(request.Kind, request.Name, causes);
        }

        DefinitionStatus.Renew(request.Object, catalog.All, time);
    }

    private static void Keep(AdmissionRequest request)
    {
        bool same = JsonNode.DeepEquals(request.Object["spec"], request.OldObject?["spec"]);
        if (request.User == UserInfo.Local || (same && request.OldObject.Child("metadata").Child("annotations")?[DefinitionNames.WrittenMark] is null))
        {
            return;
        }

        request.Object.Meta().Ensure("annotations")[DefinitionNames.WrittenMark] = "true";
        if (!same)
        {
            request.Warnings.Add($"CustomResourceDefinition \"{request.Name}\" is kept as written, but its kind is built into this server and served as built in");
        }
    }
}
