using Kuscia.ApiServer.Resources;
using Kuscia.Model;

namespace Kuscia.ApiServer.Admission;

/// <summary>What a writer should know although the write is right: shown by clients as a warning.</summary>
internal static class Notices
{
    /// <summary>The notices about a write of the object itself.</summary>
    public static IEnumerable<string> Of(AdmissionRequest request)
    {
        if (request.Subresource is not null)
        {
            yield break;
        }

        if (request.Kind.StoredOnly is { } why)
        {
            yield return $"{request.Kind.Kind.Kind} \"{request.Name}\" {why}";
        }

        bool newJob = request.Operation == AdmissionOperation.Create && request.Kind.Kind is { Group: Kinds.KusciaGroup, Kind: "KusciaJob" };
        if (newJob && request.Namespace is not (null or WellKnownNames.CrossDomainNamespace))
        {
            yield return $"KusciaJob \"{request.Name}\" is in namespace \"{request.Namespace}\", where nothing runs it: create jobs in namespace \"{WellKnownNames.CrossDomainNamespace}\"";
        }
    }
}
