using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of the kuscia kinds that their schemas cannot say. An object that is there already is not judged by a rule that came later.</summary>
internal static class CustomRules
{
    /// <summary>The faults of a new object.</summary>
    public static IEnumerable<StatusCause> Check(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Create && request.Kind.Kind.Plural == Kinds.Domain.Plural && DomainNames.Fault(request.Name) is { } fault)
        {
            yield return StatusCause.Invalid("metadata.name", StatusCause.Quote(request.Name), fault);
        }
    }
}
